using Commerce.Access;
using Commerce.Balances;
using Commerce.Http;
using Commerce.Orders;
using Commerce.WaitingQueue;
using Microsoft.Extensions.Options;

namespace Commerce.Coupons;

/// <summary>The coupon routes.</summary>
internal static class CouponEndpoints
{
    public static void MapCoupons(this IEndpointRouteBuilder routes)
    {
        var coupons = routes.MapGroup("").WithTags("Coupons");
        coupons.MapPost("/coupons/issue", Issue).ForCustomers().WithName("issueCoupon")
            .WithSummary("Issues one piece to a customer; first come, first served.")
            .WithDescription("One piece a customer, and never more pieces than the quantity. The customer need not be known, "
                + "unless the shop asks for it (Coupons:KnownCustomersOnly). "
                + "When a queue stands before the campaign, the header Queue-Token shows the customer's active token.")
            .Produces<IssueCouponResponse>(StatusCodes.Status201Created)
            .Refuses(CouponRefusals.CodeRequired, CouponRefusals.NotFound, CouponRefusals.NotOpen, CouponRefusals.Paused,
                CouponRefusals.AlreadyIssued, CouponRefusals.SoldOut, BalanceRefusals.CustomerNotFound,
                QueueRefusals.TokenRequired, QueueRefusals.TokenNotActive);
        coupons.MapPost("/coupon/apply", ApplyDefault).ForCustomers().WithName("applyForDefaultCoupon")
            .WithSummary("Issues one piece of the default campaign.")
            .WithDescription("The campaign of Coupons:DefaultCouponId. Sold out is 422 here.")
            .Produces<IssueCouponResponse>()
            .Refuses(CouponRefusals.CodeRequired, CouponRefusals.NotFound, CouponRefusals.NotOpen, CouponRefusals.Paused,
                CouponRefusals.AlreadyIssued, CouponRefusals.DefaultSoldOut, BalanceRefusals.CustomerNotFound,
                QueueRefusals.TokenRequired, QueueRefusals.TokenNotActive);
        coupons.MapPost("/api/v1/coupons/issue", IssueByCode).ForCustomers().WithName("issueCouponByCode")
            .WithSummary("Issues one piece of the campaign that has a code.")
            .WithDescription("A user who has a piece is told so with 200. A few requests a user in a few seconds are let through. "
                + "Past them, as many repeats under a key that got a piece get their answer.")
            .Produces<IssueByCodeResponse>()
            .Refuses(CouponRefusals.NotFound, CouponRefusals.NotOpen, CouponRefusals.Paused, CouponRefusals.SoldOut,
                HttpProblems.TooManyRequests, BalanceRefusals.CustomerNotFound,
                QueueRefusals.TokenRequired, QueueRefusals.TokenNotActive);
        coupons.MapGet("/coupons/{couponId}", Get).AllowAnonymous().WithName("getCoupon").WithSummary("Reads a campaign.")
            .WithDescription("Its terms, and how many pieces are issued and left at this moment.")
            .Produces<CouponResponse>().Refuses(CouponRefusals.NotFound);
        coupons.MapGet("/coupons/{couponId}/customers/{customerId}", GetOfCustomer).ForCustomers().WithName("getCouponOfCustomer")
            .WithSummary("Reads a customer's piece of a campaign.")
            .WithDescription("As it is at this moment: with the answer that it was issued, it is there.")
            .Produces<CouponHoldingResponse>().Refuses(CouponRefusals.NotFound, CouponRefusals.NotHeld);
        coupons.MapGet("/customers/{customerId}/coupons", ListOfCustomer).ForCustomers().WithName("listCustomerCoupons")
            .WithSummary("Lists a customer's pieces; follows within moments.")
            .WithDescription("In the order of the campaigns' ids. A piece shows up moments after it was issued: all are there that were "
                + "issued before asOf. Empty for a customer nobody knows.")
            .Produces<ListResponse<CustomerCouponResponse>>().Refuses();
    }

    private static async Task<IResult> Issue(IssueCouponRequest request, CouponCalls coupons, HttpContext http)
    {
        var couponId = Input.Id(request.CouponId, "couponId");
        var customerId = http.CustomerId(request.CustomerId, "customerId");
        var reply = await coupons.Issue(couponId, new(customerId, http.CommandId(customerId), QueueToken: http.QueueToken()));
        return reply.ToHttp(http, outcome => outcome.Status == IssueCouponStatus.Issued
            ? TypedResults.Created((string?)null, new IssueCouponResponse(couponId, customerId, outcome.IssueNumber, outcome.IssuedAt))
            : CouponRefusals.Of(outcome.Status));
    }

    private static async Task<IResult> ApplyDefault(
        string? userId, IOptions<CouponApiOptions> options, CouponCalls coupons, HttpContext http)
    {
        var customerId = http.CustomerId(userId, "userId");
        var couponId = options.Value.DefaultCouponId;
        var reply = await coupons.Issue(couponId, new(customerId, http.CommandId(customerId), QueueToken: http.QueueToken()));
        return reply.ToHttp(http, outcome => outcome.Status == IssueCouponStatus.Issued
            ? TypedResults.Ok(new IssueCouponResponse(couponId, customerId, outcome.IssueNumber, outcome.IssuedAt))
            : CouponRefusals.OfDefaultCampaign(outcome.Status));
    }

    private static async Task<IResult> IssueByCode(
        IssueByCodeRequest request, CodeAllowance allowance, CouponCodes codes, CouponCalls coupons, HttpContext http)
    {
        var userId = http.CustomerId(request.UserId, "userId");
        var code = Input.Text(request.CouponCode, "couponCode", CouponBounds.MaxCodeLength);
        var queueToken = http.QueueToken();
        var key = http.CommandId(userId); // what is malformed costs none of the allowance
        if (await allowance.TakeAsync(userId) is { } tooMany)
        {
            return key is not null && await allowance.TryTakeRepeatAsync(userId)
                && await RecallAsync(code, new(userId, key, code), codes, coupons) is { } earlier
                ? Answer(earlier, http, code, userId)
                : tooMany;
        }

        if (await codes.FindAsync(code) is not { } couponId)
            return new Problem(CouponRefusals.NotFound);
        var reply = await coupons.Issue(couponId, new(userId, key, code, queueToken));
        // A code can move while nothing was issued under it: what this front-end knew may be from before that.
        if (reply.Outcome?.Status is IssueCouponStatus.CodeNotFound or IssueCouponStatus.NotFound
            && await codes.FindAgainAsync(code) is { } now && now != couponId)
        {
            reply = await coupons.Issue(now, new(userId, key, code, queueToken));
        }
        return Answer(reply, http, code, userId);
    }

    private static async Task<Reply<IssueCouponOutcome>?> RecallAsync(string code, IssueCoupon command, CouponCodes codes,
        CouponCalls coupons) =>
        await codes.FindAsync(code) is { } couponId ? await coupons.Recall(couponId, command) : null;

    private static IResult Answer(Reply<IssueCouponOutcome> reply, HttpContext http, string code, long userId) =>
        reply.ToHttp(http, outcome => outcome.Status switch
        {
            IssueCouponStatus.Issued => TypedResults.Ok(new IssueByCodeResponse("ISSUED", code, userId, outcome.IssueNumber)),
            IssueCouponStatus.AlreadyIssued =>
                TypedResults.Ok(new IssueByCodeResponse("ALREADY_ISSUED", code, userId, outcome.IssueNumber)),
            _ => CouponRefusals.Of(outcome.Status),
        });

    private static async Task<IResult> Get(string couponId, CouponCalls coupons)
    {
        var campaign = await coupons.Get(Input.Id(couponId, "couponId"));
        return campaign is null ? new Problem(CouponRefusals.NotFound) : TypedResults.Ok(CouponResponse.Of(campaign));
    }

    private static async Task<IResult> GetOfCustomer(
        string couponId, string customerId, CouponCalls coupons, IGrainFactory grains, HttpContext http)
    {
        var (id, holder) = (Input.Id(couponId, "couponId"), http.CustomerId(customerId, "customerId"));
        if (await coupons.Get(id) is null)
            return new Problem(CouponRefusals.NotFound);
        if (await coupons.GetHolding(id, holder) is not { } piece)
            return new Problem(CouponRefusals.NotHeld);
        var order = piece.RedeemedBy is { } orderId ? await grains.Grain<IOrderGrain>(orderId).Get() : null;
        return TypedResults.Ok(CouponHoldingResponse.Of(id, holder, piece, order));
    }

    private static async Task<IResult> ListOfCustomer(
        string customerId, string? limit, string? after, IGrainFactory grains, HttpContext http)
    {
        var id = http.CustomerId(customerId, "customerId");
        var page = await grains.Grain<ICustomerCouponsGrain>(id).List(Input.Limit(limit), Input.AfterId(after));
        return TypedResults.Ok(page is null
            ? new ListResponse<CustomerCouponResponse>([], null)
            : new([.. page.Items.Select(CustomerCouponResponse.Of)], page.Next, page.AsOf));
    }
}
