using System.Collections.Concurrent;
using Commerce.Hosting;
using Microsoft.Extensions.Options;

namespace Commerce.Coupons;

/// <summary>The coupon routes.</summary>
internal static class CouponEndpoints
{
    private const int CallerShards = 64;

    public static void MapCoupons(this IEndpointRouteBuilder routes)
    {
        var coupons = routes.MapGroup("").WithTags("Coupons");
        coupons.MapPost("/coupons/issue", Issue).WithSummary("Issues one piece to a customer; first come, first served.")
            .Produces<IssueCouponResponse>(StatusCodes.Status201Created).Refuses(400, 404, 409, 413, 415, 503);
        coupons.MapPost("/coupon/apply", ApplyDefault).WithSummary("Issues one piece of the default campaign.")
            .Produces<IssueCouponResponse>().Refuses(400, 404, 409, 422, 503);
        coupons.MapPost("/api/v1/coupons/issue", IssueByCode).WithSummary("Issues one piece of the campaign that has a code.")
            .Produces<IssueByCodeResponse>().Refuses(400, 404, 409, 413, 415, 429, 503);
        coupons.MapGet("/coupons/{couponId}", Get).WithSummary("Reads a campaign.")
            .Produces<CouponResponse>().Refuses(400, 404, 503);
        coupons.MapGet("/customers/{customerId}/coupons", ListOfCustomer).WithSummary("Lists a customer's pieces; follows within moments.")
            .Produces<ListResponse<CustomerCouponResponse>>().Refuses(400, 404, 503);
    }

    private static async Task<IResult> Issue(IssueCouponRequest request, CouponCalls coupons, HttpContext http)
    {
        var couponId = Input.Id(request.CouponId, "couponId");
        var customerId = Input.CustomerId(request.CustomerId, "customerId");
        var reply = await coupons.Issue(couponId, new(customerId, http.CommandId()));
        return reply.ToHttp(http, outcome => outcome.Status == IssueCouponStatus.Issued
            ? TypedResults.Created((string?)null, new IssueCouponResponse(couponId, customerId, outcome.IssueNumber, outcome.IssuedAt))
            : Refusal(outcome.Status));
    }

    private static async Task<IResult> ApplyDefault(
        string? userId, IOptions<CouponApiOptions> options, CouponCalls coupons, HttpContext http)
    {
        var customerId = Input.CustomerId(userId, "userId");
        var couponId = options.Value.DefaultCouponId;
        var reply = await coupons.Issue(couponId, new(customerId, http.CommandId()));
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            IssueCouponStatus.Issued =>
                TypedResults.Ok(new IssueCouponResponse(couponId, customerId, outcome.IssueNumber, outcome.IssuedAt)),
            IssueCouponStatus.SoldOut => Refusal(outcome.Status, StatusCodes.Status422UnprocessableEntity),
            _ => Refusal(outcome.Status),
        });
    }

    private static async Task<IResult> IssueByCode(
        IssueByCodeRequest request, IOptions<HttpOptions> options, CouponCodes codes, CouponCalls coupons, IGrainFactory grains, HttpContext http)
    {
        var userId = Input.CustomerId(request.UserId, "userId");
        var code = Input.Text(request.CouponCode, "couponCode", CouponBounds.MaxCodeLength);
        var key = http.CommandId(); // what is malformed costs none of the allowance
        var wait = await grains.Grain<IRateLimiterGrain>($"coupons-by-code/{userId % CallerShards}")
            .Acquire(userId, options.Value.CouponCodeLimit, options.Value.CouponCodeWindow);
        if (wait > TimeSpan.Zero)
        {
            return new Problem(StatusCodes.Status429TooManyRequests, "TOO_MANY_REQUESTS",
                $"At most {options.Value.CouponCodeLimit} requests in {options.Value.CouponCodeWindow.TotalSeconds} s.", retryAfter: wait);
        }

        if (await codes.FindAsync(code) is not { } couponId)
            return Refusal(IssueCouponStatus.NotFound);
        var reply = await coupons.Issue(couponId, new(userId, key));
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            IssueCouponStatus.Issued => TypedResults.Ok(new IssueByCodeResponse("ISSUED", code, userId, outcome.IssueNumber)),
            IssueCouponStatus.AlreadyIssued => TypedResults.Ok(new IssueByCodeResponse("ALREADY_ISSUED", code, userId, outcome.IssueNumber)),
            _ => Refusal(outcome.Status),
        });
    }

    private static async Task<IResult> Get(string couponId, IGrainFactory grains)
    {
        var campaign = await grains.Grain<ICouponGrain>(Input.Id(couponId, "couponId")).Get();
        return campaign is null ? Refusal(IssueCouponStatus.NotFound) : TypedResults.Ok(CouponResponse.Of(campaign));
    }

    private static async Task<IResult> ListOfCustomer(string customerId, string? limit, string? after, IGrainFactory grains)
    {
        var id = Input.CustomerId(customerId, "customerId");
        var page = await grains.Grain<ICustomerCouponsGrain>(id).List(Input.Limit(limit), Input.AfterId(after));
        if (page is null)
            return new Problem(StatusCodes.Status404NotFound, "CUSTOMER_NOT_FOUND", "There is no such customer.");
        return TypedResults.Ok(new ListResponse<CustomerCouponResponse>([.. page.Items.Select(CustomerCouponResponse.Of)], page.Next));
    }

    private static Problem Refusal(IssueCouponStatus status, int? httpStatus = null) => status switch
    {
        IssueCouponStatus.NotFound => new(StatusCodes.Status404NotFound, "COUPON_NOT_FOUND", "There is no such coupon."),
        IssueCouponStatus.NotOpen => new(StatusCodes.Status409Conflict, "COUPON_NOT_OPEN", "The coupon cannot be issued at this time."),
        IssueCouponStatus.AlreadyIssued => new(StatusCodes.Status409Conflict, "COUPON_ALREADY_ISSUED", "The customer has this coupon already."),
        IssueCouponStatus.SoldOut => new(httpStatus ?? StatusCodes.Status409Conflict, "COUPON_SOLD_OUT", "Every piece of this coupon was issued."),
        _ => throw new NotSupportedException($"{status} is no refusal."),
    };
}

/// <summary>Which campaign a code names. A code is assigned once and for ever, so what was found is kept, within bounds.</summary>
internal sealed class CouponCodes(IGrainFactory grains)
{
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<string, long> _found = new();

    public async Task<long?> FindAsync(string code)
    {
        if (_found.TryGetValue(code, out var couponId))
            return couponId;
        if (!CouponBounds.IsCode(code))
            return null;
        if (await grains.Grain<ICouponCodeGrain>(code).Get() is not { } found)
            return null;
        if (_found.Count < MaxKept)
            _found[code] = found;
        return found;
    }
}
