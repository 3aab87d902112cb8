using System.Globalization;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>A campaign as a reader sees it.</summary>
/// <param name="CouponId">The campaign's id.</param>
/// <param name="Name">What customers see.</param>
/// <param name="Code">The campaign's code, or <see langword="null"/>.</param>
/// <param name="DiscountType">How the discount is counted.</param>
/// <param name="DiscountAmount">Won for FIXED, percent for RATE.</param>
/// <param name="TotalQuantity">Pieces in all.</param>
/// <param name="IssuedQuantity">Pieces issued so far; never more than <paramref name="TotalQuantity"/>.</param>
/// <param name="StartedAt">First moment a piece can be issued.</param>
/// <param name="ExpiredAt">First moment it no longer can.</param>
/// <param name="IsQueued"><see langword="true"/> when a queue stands before it, else <see langword="null"/>.</param>
/// <param name="IsPaused"><see langword="true"/> while nothing is issued, else <see langword="null"/>.</param>
/// <param name="UsableUntil">
/// First moment a piece can no longer be redeemed; <see langword="null"/> when that is <paramref name="ExpiredAt"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.CouponCampaign")]
public sealed record CouponCampaign(
    [property: Id(0)] long CouponId,
    [property: Id(1)] string Name,
    [property: Id(2)] string? Code,
    [property: Id(3)] DiscountType DiscountType,
    [property: Id(4)] long DiscountAmount,
    [property: Id(5)] long TotalQuantity,
    [property: Id(6)] long IssuedQuantity,
    [property: Id(7)] DateTimeOffset StartedAt,
    [property: Id(8)] DateTimeOffset ExpiredAt,
    [property: Id(9)] bool? IsQueued = null,
    [property: Id(10)] bool? IsPaused = null,
    [property: Id(11)] DateTimeOffset? UsableUntil = null)
{
    /// <summary>The revision of the campaign's terms, its queue's settings included; see <see cref="Commerce.Revision"/>.</summary>
    /// <param name="queue">The settings of its queue, which has them; taken only when one stands before it.</param>
    public string Revision(QueueSettings? queue) => Commerce.Revision.Of(string.Create(CultureInfo.InvariantCulture,
        $"{Name}\n{Code}\n{DiscountType:D} {DiscountAmount} {TotalQuantity} {StartedAt.UtcTicks} {ExpiredAt.UtcTicks}\n" +
        $"{UsableUntil?.UtcTicks} {IsPaused} {IsQueued} {(IsQueued is true ? queue?.Content : null)}"));
}

/// <summary>One customer's piece.</summary>
/// <param name="IssueNumber">The piece's number.</param>
/// <param name="RedeemedBy">The order that uses it, or <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.CouponHolding")]
public sealed record CouponHolding(
    [property: Id(0)] long IssueNumber,
    [property: Id(1)] Guid? RedeemedBy);

/// <summary>The state of an issued piece in the read tables. Numbers are stored and never reused.</summary>
public enum IssuedCouponStatus
{
    /// <summary>The customer can use it.</summary>
    Issued = 0,

    /// <summary>An order under payment uses it.</summary>
    Reserved = 1,

    /// <summary>A paid order used it.</summary>
    Used = 2,
}

/// <summary>An issued piece as the read tables have it.</summary>
/// <param name="CouponId">The campaign.</param>
/// <param name="CustomerId">The holder.</param>
/// <param name="IssueNumber">The piece's number.</param>
/// <param name="Status">Its state.</param>
/// <param name="IssuedAt">When it was issued.</param>
[GenerateSerializer, Immutable, Alias("commerce.IssuedCoupon")]
public sealed record IssuedCoupon(
    [property: Id(0)] long CouponId,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] long IssueNumber,
    [property: Id(3)] IssuedCouponStatus Status,
    [property: Id(4)] DateTimeOffset IssuedAt);
