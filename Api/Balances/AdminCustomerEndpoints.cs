using Commerce.Access;
using Commerce.Audit;
using Commerce.Http;

namespace Commerce.Balances;

/// <summary>A customer to make known.</summary>
/// <param name="Username">1 to 100 characters.</param>
/// <param name="OpeningBalance">
/// Won; 0 to 1,000,000,000,000. Counts the first time only, and may be left out for a customer who is known.
/// </param>
internal sealed record PutCustomerRequest(string? Username, [property: Optional] long? OpeningBalance = null);

/// <summary>A customer.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Username">The name.</param>
/// <param name="Balance">Won.</param>
internal sealed record CustomerResponse(long CustomerId, string Username, long Balance)
{
    internal static CustomerResponse Of(Account account) => new(account.CustomerId, account.Username, account.Balance);
}

/// <summary>Customers for administrators.</summary>
internal static class AdminCustomerEndpoints
{
    public static void MapAdminCustomers(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("").WithTags("Admin").ForAdministrators("customers");
        admin.MapGet("/admin/customers/{customerId}", Get).WithName("getCustomerAsAdmin")
            .WithSummary("Reads a customer as it can be sent back.")
            .WithDescription("Put back unchanged, it changes nothing, whatever the balance is meanwhile. "
                + "The ETag is of the name: charging does not change it.")
            .Produces<CustomerResponse>().Refuses(BalanceRefusals.CustomerNotFound);
        admin.MapPut("/admin/customers/{customerId}", Put).WithName("putCustomer").WithSummary("Makes a customer known.")
            .WithDescription("Creates the customer with an opening balance, or changes the name; a balance that exists is not changed.")
            .Produces<CustomerResponse>().Produces<CustomerResponse>(StatusCodes.Status201Created).Refuses();
    }

    private static async Task<IResult> Get(string customerId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.CustomerId(customerId, "customerId");
        if (await grains.Grain<IBalanceGrain>(id).Get() is not { } account)
            return new Problem(BalanceRefusals.CustomerNotFound);
        absences.Customers.Found(id);
        return TypedResults.Ok(Response(account, http));
    }

    private static async Task<IResult> Put(
        string customerId, PutCustomerRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.CustomerId(customerId, "customerId");
        var username = Input.Text(request.Username, "username", BalanceBounds.MaxNameLength);
        var isSaid = request.OpeningBalance is not null;
        var opening = isSaid ? Input.Range(request.OpeningBalance, "openingBalance", 0, BalanceBounds.Limit) : 0;
        var reply = await grains.Grain<IBalanceGrain>(id).Open(
            new(username, opening, http.CommandId(), isSaid ? null : true, http.IfMatch(), http.Actor()));
        absences.Customers.Found(id);
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            OpenAccountStatus.Created => TypedResults.Created($"/v1/users/{id}/balance", Response(outcome.Account!, http)),
            OpenAccountStatus.VersionMismatch => new Problem(HttpProblems.VersionMismatch),
            _ => TypedResults.Ok(Response(outcome.Account!, http)),
        });
    }

    private static CustomerResponse Response(Account account, HttpContext http)
    {
        http.TellRevision(account.Revision());
        return CustomerResponse.Of(account);
    }
}
