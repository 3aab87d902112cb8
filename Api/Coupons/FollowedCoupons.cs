using System.Collections.Concurrent;
using Commerce.Telemetry;

namespace Commerce.Coupons;

/// <summary>
/// The campaigns that this front-end was told issue nothing: sold out, paused, not open yet or over. What they would answer is answered
/// here, as long as it is certain: no grain is asked.
/// </summary>
internal sealed class FollowedCoupons
{
    /// <summary>Holders of all campaigns together that are kept at the most: 14 bytes each.</summary>
    public const int MaxHolders = 4_000_000;

    private const int MaxFollowed = 1_000;

    private readonly ConcurrentDictionary<long, FollowedCoupon> _followed = new();
    private readonly HolderRoom _room = new(MaxHolders);
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _clock;
    private readonly ApiMetrics _metrics;

    public FollowedCoupons(IGrainFactory grains, TimeProvider clock, ApiMetrics metrics)
    {
        (_grains, _clock, _metrics) = (grains, clock, metrics);
        metrics.ObserveFollowedCoupons(
            () => _followed.Values.Count(coupon => coupon.IsAnswered),
            () => _room.Kept,
            () => _followed.Values.Max(coupon => coupon.Age)?.TotalSeconds ?? 0);
    }

    /// <summary>What a campaign would answer a request for a piece; <see langword="null"/> when it has to be asked.</summary>
    /// <param name="couponId">The campaign.</param>
    /// <param name="command">Who asks.</param>
    public Reply<IssueCouponOutcome>? Answer(long couponId, IssueCoupon command)
    {
        if (View(couponId)?.Answer(command) is not { } reply)
            return null;
        _metrics.Answered(NameOf(reply.Outcome!.Status));
        return reply;
    }

    /// <summary>The campaign as it is at this moment; <see langword="null"/> when it has to be asked.</summary>
    public CouponCampaign? Campaign(long couponId) => View(couponId)?.Campaign;

    /// <summary>Whether a customer holds no piece at this moment; <see langword="false"/> when the campaign has to be asked.</summary>
    public bool IsNotHeld(long couponId, long customerId) => View(couponId)?.IsNotHeldBy(customerId) is true;

    /// <summary>Follows a campaign if it refused somebody for what holds for everybody.</summary>
    /// <param name="couponId">The campaign.</param>
    /// <param name="answer">What it answered.</param>
    public void Learn(long couponId, Reply<IssueCouponOutcome> answer)
    {
        if (answer.Outcome?.Status is IssueCouponStatus.SoldOut or IssueCouponStatus.NotOpen or IssueCouponStatus.Paused)
            Find(couponId)?.Renew();
    }

    private CouponView? View(long couponId) => _followed.TryGetValue(couponId, out var coupon) ? coupon.View() : null;

    private FollowedCoupon? Find(long couponId)
    {
        if (_followed.TryGetValue(couponId, out var known))
            return known;
        // Whoever comes makes room of what nobody asks for.
        foreach (var (other, idle) in _followed.Where(followed => followed.Value.IsIdle))
        {
            if (_followed.TryRemove(new(other, idle)))
                idle.Leave();
        }
        return _followed.Count >= MaxFollowed ? null
            : _followed.GetOrAdd(couponId, Follow);
    }

    private FollowedCoupon Follow(long couponId)
    {
        var campaign = _grains.Grain<ICouponGrain>(couponId);
        return new(campaign.Lease, campaign.GetHolders, _room, _clock);
    }

    // Once each: naming a value of an enumeration is slow.
    private static string NameOf(IssueCouponStatus status) => status switch
    {
        IssueCouponStatus.SoldOut => nameof(IssueCouponStatus.SoldOut),
        IssueCouponStatus.AlreadyIssued => nameof(IssueCouponStatus.AlreadyIssued),
        IssueCouponStatus.NotOpen => nameof(IssueCouponStatus.NotOpen),
        IssueCouponStatus.Paused => nameof(IssueCouponStatus.Paused),
        _ => status.ToString(),
    };
}
