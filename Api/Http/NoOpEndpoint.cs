using Commerce.Access;

namespace Commerce.Http;

/// <summary>A body shaped like a coupon request.</summary>
/// <param name="CouponId">Any positive number.</param>
/// <param name="CustomerId">Any positive number.</param>
internal sealed record NoOpRequest(long? CouponId, long? CustomerId);

/// <summary>A body shaped like an issued coupon.</summary>
/// <param name="CouponId">As sent.</param>
/// <param name="CustomerId">As sent.</param>
/// <param name="IssueNumber">Always 0.</param>
/// <param name="IssuedAt">Now.</param>
internal sealed record NoOpResponse(long CouponId, long CustomerId, long IssueNumber, DateTimeOffset IssuedAt);

/// <summary>The whole pipeline with no grain behind it: what every measurement is compared with.</summary>
internal static class NoOpEndpoint
{
    public static void MapNoOp(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/noop", (NoOpRequest request, TimeProvider clock, HttpContext http) =>
        {
            var couponId = Input.Id(request.CouponId, "couponId");
            var customerId = http.CustomerId(Input.Id(request.CustomerId, "customerId"), "customerId");
            return TypedResults.Created((string?)null, new NoOpResponse(couponId, customerId, 0, clock.GetUtcNow()));
        }).ForCustomers().ExcludeFromDescription();
}
