using Commerce.Hosting;

namespace Commerce.Balances;

/// <summary>An amount of money to pay in.</summary>
/// <param name="Amount">Won; 1 to 1,000,000,000,000.</param>
public sealed record ChargeRequest(long? Amount);

/// <summary>A customer's balance.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Balance">Won.</param>
public sealed record BalanceResponse(long UserId, long Balance);

/// <summary>An entry of the ledger.</summary>
/// <param name="Position">Its place; later entries have higher ones.</param>
/// <param name="Kind"><c>OPENING</c>, <c>CHARGE</c>, <c>DEBIT</c> or <c>REFUND</c>.</param>
/// <param name="Amount">Won.</param>
/// <param name="OrderId">What a debit or refund was for.</param>
/// <param name="BalanceAfter">Won.</param>
/// <param name="At">When.</param>
public sealed record LedgerEntryResponse(long Position, string Kind, long Amount, Guid? OrderId, long BalanceAfter, DateTimeOffset At)
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

/// <summary>A customer to make known.</summary>
/// <param name="Username">1 to 100 characters.</param>
/// <param name="OpeningBalance">Won; 0 to 1,000,000,000,000. Counts the first time only.</param>
public sealed record PutCustomerRequest(string? Username, long? OpeningBalance);

/// <summary>A customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Username">The name.</param>
/// <param name="Balance">Won.</param>
public sealed record CustomerResponse(long CustomerId, string Username, long Balance);

/// <summary>The balance routes, and customers for administrators.</summary>
internal static class BalanceEndpoints
{
    public static void MapBalances(this IEndpointRouteBuilder routes)
    {
        var balances = routes.MapGroup("").WithTags("Balances");
        balances.MapGet("/v1/users/{userId}/balance", Get).WithSummary("Reads a balance.")
            .Produces<BalanceResponse>().Refuses(400, 404, 503);
        balances.MapPost("/v1/users/{userId}/balance", Charge).WithSummary("Pays money in.")
            .Produces<BalanceResponse>().Refuses(400, 404, 409, 413, 415, 503);
        balances.MapGet("/v1/users/{userId}/balance/history", GetHistory).WithSummary("Lists the ledger, the latest entry first.")
            .Produces<ListResponse<LedgerEntryResponse>>().Refuses(400, 404, 503);
        routes.MapPut("/admin/customers/{customerId}", Put).WithTags("Admin").WithSummary("Makes a customer known.")
            .Produces<CustomerResponse>().Produces<CustomerResponse>(StatusCodes.Status201Created).Refuses(400, 401, 403, 409, 413, 415, 503);
    }

    /// <summary>The refusal every route gives for a customer nobody knows.</summary>
    public static Problem CustomerNotFound() => new(StatusCodes.Status404NotFound, "CUSTOMER_NOT_FOUND", "There is no such customer.");

    private static async Task<IResult> Get(string userId, IGrainFactory grains)
    {
        var account = await grains.Grain<IBalanceGrain>(Input.CustomerId(userId, "userId")).Get();
        return account is null ? CustomerNotFound() : TypedResults.Ok(new BalanceResponse(account.CustomerId, account.Balance));
    }

    private static async Task<IResult> Charge(string userId, ChargeRequest request, BalanceCalls balances, HttpContext http)
    {
        var id = Input.CustomerId(userId, "userId");
        var amount = Input.Range(request.Amount, "amount", 1, BalanceBounds.Limit);
        var reply = await balances.Charge(id, new(amount, http.CommandId()));
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            ChangeBalanceStatus.Changed => TypedResults.Ok(new BalanceResponse(id, outcome.Balance)),
            ChangeBalanceStatus.NotFound => CustomerNotFound(),
            ChangeBalanceStatus.LimitExceeded => new Problem(StatusCodes.Status409Conflict, "BALANCE_LIMIT_EXCEEDED", "The balance would exceed its limit."),
            _ => throw new NotSupportedException($"Unknown outcome {outcome.Status}."),
        });
    }

    private static async Task<IResult> GetHistory(string userId, string? limit, string? after, IGrainFactory grains)
    {
        var id = Input.CustomerId(userId, "userId");
        // The list runs backwards: what comes after an entry is older.
        var before = after is null ? long.MaxValue : Input.AfterId(after);
        var page = await grains.Grain<IBalanceGrain>(id).GetHistory(Input.Limit(limit), before);
        return page is null
            ? CustomerNotFound()
            : TypedResults.Ok(new ListResponse<LedgerEntryResponse>([.. page.Items.Select(LedgerEntryResponse.Of)], page.Next));
    }

    private static async Task<IResult> Put(string customerId, PutCustomerRequest request, IGrainFactory grains, HttpContext http)
    {
        var id = Input.CustomerId(customerId, "customerId");
        var username = Input.Text(request.Username, "username", BalanceBounds.MaxNameLength);
        var opening = Input.Range(request.OpeningBalance, "openingBalance", 0, BalanceBounds.Limit);
        var reply = await grains.Grain<IBalanceGrain>(id).Open(new(username, opening, http.CommandId()));
        return reply.ToHttp(http, outcome =>
        {
            var body = new CustomerResponse(id, outcome.Account.Username, outcome.Account.Balance);
            return outcome.Status == OpenAccountStatus.Created ? TypedResults.Created($"/v1/users/{id}/balance", body) : TypedResults.Ok(body);
        });
    }
}
