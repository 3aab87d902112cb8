using Commerce.Projections;
using Orleans.Placement;

namespace Commerce.Coupons;

/// <summary>Keeps <c>issued_coupon</c> from the topic.</summary>
[ImplicitStreamSubscription(CouponStreams.Category), PreferLocalPlacement]
internal sealed class IssuedCouponProjectionGrain(
    IssuedCouponProjection projection, ProjectionWriter writer, ILogger<ProjectionGrain<IssuedCouponProjection>> logger)
    : ProjectionGrain<IssuedCouponProjection>(projection, writer, logger);
