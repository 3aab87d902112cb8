using System.Diagnostics.CodeAnalysis;

namespace Commerce.Coupons;

/// <summary>What happened to a campaign. Events are facts: stored once, readable for ever, append-only in shape.</summary>
[SuppressMessage("Design", "CA1040", Justification = "The closed set of a campaign's events.")]
public interface ICouponEvent;

/// <summary>The campaign was created or its terms changed.</summary>
/// <param name="Name">What customers see.</param>
/// <param name="Code">The campaign's code, or <see langword="null"/>.</param>
/// <param name="DiscountType">How the discount is counted.</param>
/// <param name="DiscountAmount">Won for FIXED, percent for RATE.</param>
/// <param name="TotalQuantity">Pieces in all.</param>
/// <param name="StartedAt">First moment a piece can be issued.</param>
/// <param name="ExpiredAt">First moment it no longer can.</param>
[GenerateSerializer, Immutable, Alias("commerce.CouponDefined")]
public sealed record CouponDefined(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Code,
    [property: Id(2)] DiscountType DiscountType,
    [property: Id(3)] long DiscountAmount,
    [property: Id(4)] long TotalQuantity,
    [property: Id(5)] DateTimeOffset StartedAt,
    [property: Id(6)] DateTimeOffset ExpiredAt) : ICouponEvent;

/// <summary>A customer got a piece.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="IssueNumber">The piece's number: one more than the piece before.</param>
/// <param name="IssuedAt">When.</param>
[GenerateSerializer, Immutable, Alias("commerce.CouponIssued")]
public sealed record CouponIssued(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] long IssueNumber,
    [property: Id(2)] DateTimeOffset IssuedAt) : ICouponEvent;

/// <summary>Customers who asked in the same moment got pieces: one event, for one decision.</summary>
/// <param name="FirstNumber">The number of the first customer's piece; each further customer's is one more.</param>
/// <param name="CustomerIds">The customers, in the order of issue; each once.</param>
/// <param name="IssuedAt">When.</param>
[GenerateSerializer, Immutable, Alias("commerce.CouponPiecesIssued")]
public sealed record CouponPiecesIssued(
    [property: Id(0)] long FirstNumber,
    [property: Id(1)] IReadOnlyList<long> CustomerIds,
    [property: Id(2)] DateTimeOffset IssuedAt) : ICouponEvent
{
    /// <summary>The same, one by one.</summary>
    public IEnumerable<CouponIssued> Pieces() => CustomerIds.Select((customerId, i) => new CouponIssued(customerId, FirstNumber + i, IssuedAt));
}

/// <summary>An order reserved a customer's piece.</summary>
/// <param name="CustomerId">The holder.</param>
/// <param name="OrderId">The order.</param>
/// <param name="DiscountAmount">The discount it gives, in won.</param>
[GenerateSerializer, Immutable, Alias("commerce.CouponRedeemed")]
public sealed record CouponRedeemed(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid OrderId,
    [property: Id(2)] long DiscountAmount) : ICouponEvent;

/// <summary>An order gave a customer's piece back.</summary>
/// <param name="CustomerId">The holder.</param>
/// <param name="OrderId">The order.</param>
[GenerateSerializer, Immutable, Alias("commerce.CouponRestored")]
public sealed record CouponRestored(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid OrderId) : ICouponEvent;
