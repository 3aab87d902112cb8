namespace Commerce.Coupons;

/// <summary>What happened to a campaign. Events are facts: stored once, readable for ever, append-only in shape.</summary>
internal interface ICouponEvent;

/// <summary>The campaign was created or its terms changed.</summary>
/// <param name="Name">What customers see.</param>
/// <param name="Code">The campaign's code, or <see langword="null"/>.</param>
/// <param name="DiscountType">How the discount is counted.</param>
/// <param name="DiscountAmount">Won for FIXED, percent for RATE.</param>
/// <param name="TotalQuantity">Pieces in all.</param>
/// <param name="StartedAt">First moment a piece can be issued.</param>
/// <param name="ExpiredAt">First moment it no longer can.</param>
/// <param name="IsQueued">
/// <see langword="true"/> when a queue stands before it, which has its own settings; else <see langword="null"/>.
/// </param>
/// <param name="IsPaused"><see langword="true"/> while nothing is issued; else <see langword="null"/>.</param>
/// <param name="UsableUntil">
/// First moment a piece can no longer be redeemed; <see langword="null"/> when that is <paramref name="ExpiredAt"/>.
/// </param>
internal sealed record CouponDefined(
    string Name,
    string? Code,
    DiscountType DiscountType,
    long DiscountAmount,
    long TotalQuantity,
    DateTimeOffset StartedAt,
    DateTimeOffset ExpiredAt,
    bool? IsQueued = null,
    bool? IsPaused = null,
    DateTimeOffset? UsableUntil = null) : ICouponEvent;

/// <summary>A customer got a piece.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="IssueNumber">The piece's number: one more than the piece before.</param>
/// <param name="IssuedAt">When.</param>
internal sealed record CouponIssued(
    long CustomerId,
    long IssueNumber,
    DateTimeOffset IssuedAt) : ICouponEvent;

/// <summary>Customers who asked in the same moment got pieces: one event, for one decision.</summary>
/// <param name="FirstNumber">The number of the first customer's piece; each further customer's is one more.</param>
/// <param name="CustomerIds">The customers, in the order of issue; each once.</param>
/// <param name="IssuedAt">When.</param>
internal sealed record CouponPiecesIssued(
    long FirstNumber,
    IReadOnlyList<long> CustomerIds,
    DateTimeOffset IssuedAt) : ICouponEvent
{
    /// <summary>The same, one by one.</summary>
    public IEnumerable<CouponIssued> Pieces() =>
        CustomerIds.Select((customerId, i) => new CouponIssued(customerId, FirstNumber + i, IssuedAt));
}

/// <summary>An order reserved a customer's piece.</summary>
/// <param name="CustomerId">The holder.</param>
/// <param name="OrderId">The order.</param>
/// <param name="DiscountAmount">The discount it gives, in won.</param>
/// <param name="IsPromised">
/// <see langword="true"/> when the discount is the one that the order was placed with; <see langword="null"/> when it was of the terms of
/// that moment, as in 0.1.0.
/// </param>
internal sealed record CouponRedeemed(
    long CustomerId,
    Guid OrderId,
    long DiscountAmount,
    bool? IsPromised = null) : ICouponEvent;

/// <summary>An order gave a customer's piece back.</summary>
/// <param name="CustomerId">The holder.</param>
/// <param name="OrderId">The order.</param>
internal sealed record CouponRestored(
    long CustomerId,
    Guid OrderId) : ICouponEvent;
