using Commerce.Batching;

namespace Commerce.Coupons;

/// <summary>A front-end's way to issue pieces: thousands of requests for one campaign share a few calls.</summary>
internal sealed class CouponCalls(IGrainFactory grains)
{
    private readonly CallBatcher<IssueCoupon, Reply<IssueCouponOutcome>> _issue =
        new((couponId, commands) => grains.Grain<ICouponGrain>(couponId).IssueAll(commands));

    /// <summary>Issues one piece to a customer.</summary>
    /// <param name="couponId">The campaign.</param>
    /// <param name="command">Who asks.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    public Task<Reply<IssueCouponOutcome>> Issue(long couponId, IssueCoupon command) => _issue.Send(couponId, command);
}
