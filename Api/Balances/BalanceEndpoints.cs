using System.ComponentModel.DataAnnotations;
using Commerce.Access;
using Commerce.Http;

namespace Commerce.Balances;

/// <summary>An amount of money to pay in.</summary>
/// <param name="Amount">Won; 1 to 1,000,000,000,000.</param>
/// <param name="Reference">What the payment provider calls the payment, to find it by; 1 to 100 characters.</param>
internal sealed record ChargeRequest(long? Amount, [property: Optional] string? Reference = null);

/// <summary>A customer's balance.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Balance">Won.</param>
internal sealed record BalanceResponse(long UserId, long Balance);

/// <summary>An entry of the ledger.</summary>
/// <param name="Position">Its place; later entries have higher ones.</param>
/// <param name="Kind"><c>OPENING</c>, <c>CHARGE</c>, <c>DEBIT</c> or <c>REFUND</c>.</param>
/// <param name="Amount">Won.</param>
/// <param name="OrderId">What a debit or refund was for.</param>
/// <param name="BalanceAfter">Won.</param>
/// <param name="At">When.</param>
internal sealed record LedgerEntryResponse(
    long Position,
    [property: AllowedValues("OPENING", "CHARGE", "DEBIT", "REFUND")] string Kind, long Amount, Guid? OrderId, long BalanceAfter,
        DateTimeOffset At)
{
    internal static LedgerEntryResponse Of(LedgerEntry entry) => new(entry.Position,
        entry.Kind switch
        {
            LedgerEntryKind.Opening => "OPENING",
            LedgerEntryKind.Charge => "CHARGE",
            LedgerEntryKind.Debit => "DEBIT",
            LedgerEntryKind.Refund => "REFUND",
            _ => throw new NotSupportedException($"Unknown kind {entry.Kind}."),
        },
        entry.Amount, entry.OrderId, entry.BalanceAfter, entry.At);
}

/// <summary>The balance routes.</summary>
internal static class BalanceEndpoints
{
    public static void MapBalances(this IEndpointRouteBuilder routes)
    {
        var balances = routes.MapGroup("").WithTags("Balances");
        balances.MapGet("/v1/users/{userId}/balance", Get).ForCustomers().WithName("getBalance").WithSummary("Reads a balance.")
            .WithDescription("What the customer has now, with everything that was answered before.")
            .Produces<BalanceResponse>().Refuses(BalanceRefusals.CustomerNotFound);
        balances.MapPost("/v1/users/{userId}/balance", Charge).ForCharging().WithName("chargeBalance").WithSummary("Pays money in.")
            .WithDescription("Adds an amount to the balance. Without an Idempotency-Key a repeated request adds it again.")
            .Produces<BalanceResponse>().Refuses(BalanceRefusals.CustomerNotFound, BalanceRefusals.LimitExceeded);
        balances.MapGet("/v1/users/{userId}/balance/history", GetHistory).ForCustomers().WithName("listBalanceHistory")
            .WithSummary("Lists the ledger, the latest entry first.")
            .WithDescription("Every change of the balance, with the balance after it.")
            .Produces<ListResponse<LedgerEntryResponse>>().Refuses(BalanceRefusals.CustomerNotFound);
    }

    private static async Task<IResult> Get(string userId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = http.CustomerId(userId, "userId");
        var account = await absences.Customers.FindAsync(id, () => grains.Grain<IBalanceGrain>(id).Get());
        return account is null
            ? new Problem(BalanceRefusals.CustomerNotFound)
            : TypedResults.Ok(new BalanceResponse(account.CustomerId, account.Balance));
    }

    private static async Task<IResult> Charge(
        string userId, ChargeRequest request, BalanceCalls balances, Absences absences, HttpContext http)
    {
        var id = Input.CustomerId(userId, "userId");
        var amount = Input.Range(request.Amount, "amount", 1, BalanceBounds.Limit);
        var reference = request.Reference is null ? null : Input.Text(request.Reference, "reference", BalanceBounds.MaxReferenceLength);
        var reply = await balances.Charge(id, new(amount, http.CommandId(), reference));
        if (reply.Outcome?.Status != ChangeBalanceStatus.NotFound)
            absences.Customers.Found(id);
        return reply.ToHttp(http, outcome => outcome.Status == ChangeBalanceStatus.Changed
            ? TypedResults.Ok(new BalanceResponse(id, outcome.Balance))
            : BalanceRefusals.Of(outcome.Status));
    }

    private static async Task<IResult> GetHistory(
        string userId, string? limit, string? after, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = http.CustomerId(userId, "userId");
        // The list runs backwards: what comes after an entry is older.
        var before = after is null ? long.MaxValue : Input.AfterId(after);
        var perPage = Input.Limit(limit);
        var page = await absences.Customers.FindAsync(id, () => grains.Grain<IBalanceGrain>(id).GetHistory(perPage, before));
        return page is null
            ? new Problem(BalanceRefusals.CustomerNotFound)
            : TypedResults.Ok(new ListResponse<LedgerEntryResponse>([.. page.Items.Select(LedgerEntryResponse.Of)], page.Next));
    }
}
