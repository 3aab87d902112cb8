using System.ComponentModel.DataAnnotations;
using Commerce.Http;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>Asks for a piece of a campaign.</summary>
/// <param name="CouponId">The campaign.</param>
/// <param name="CustomerId">Who asks.</param>
internal sealed record IssueCouponRequest(long? CouponId, long? CustomerId);

/// <summary>A piece was issued.</summary>
/// <param name="CouponId">The campaign.</param>
/// <param name="CustomerId">The holder.</param>
/// <param name="IssueNumber">The piece's number, 1 to the quantity.</param>
/// <param name="IssuedAt">When.</param>
internal sealed record IssueCouponResponse(long CouponId, long CustomerId, long IssueNumber, DateTimeOffset IssuedAt);

/// <summary>Asks for a piece of the campaign that has a code.</summary>
/// <param name="UserId">Who asks.</param>
/// <param name="CouponCode">The code.</param>
internal sealed record IssueByCodeRequest(long? UserId, string? CouponCode);

/// <summary>What became of a request by code.</summary>
/// <param name="Status"><c>ISSUED</c> or <c>ALREADY_ISSUED</c>.</param>
/// <param name="CouponCode">The code.</param>
/// <param name="UserId">The holder.</param>
/// <param name="IssueNumber">The number of the piece held.</param>
internal sealed record IssueByCodeResponse(
    [property: AllowedValues("ISSUED", "ALREADY_ISSUED")] string Status, string CouponCode, long UserId, long IssueNumber);

/// <summary>A campaign's terms.</summary>
/// <param name="Name">What customers see; 1 to 200 characters.</param>
/// <param name="Code">Its code, if it has one: 1 to 50 letters, digits, '-' and '_'.</param>
/// <param name="DiscountType"><c>FIXED</c> or <c>RATE</c>.</param>
/// <param name="DiscountAmount">Won for FIXED, 1 to 1,000,000,000,000,000; percent for RATE, 1 to 100.</param>
/// <param name="TotalQuantity">Pieces in all; 1 to 100,000,000.</param>
/// <param name="StartedAt">First moment a piece can be issued.</param>
/// <param name="ExpiredAt">First moment it no longer can.</param>
/// <param name="Queue">The queue that stands before it, if one does.</param>
/// <param name="Paused">Whether nothing is issued for the time being; what was issued stays usable. A new campaign's is false.</param>
/// <param name="UsableUntil">First moment a piece can no longer be used; not before expiredAt, which a new campaign's is.</param>
internal sealed record PutCouponRequest(
    string? Name, [property: Optional] string? Code, [property: AllowedValues("FIXED", "RATE")] string? DiscountType,
    long? DiscountAmount, long? TotalQuantity,
    DateTimeOffset? StartedAt, DateTimeOffset? ExpiredAt, [property: Optional] QueueSettingsBody? Queue = null,
    [property: Optional] bool? Paused = null, [property: Optional] DateTimeOffset? UsableUntil = null);

/// <summary>A campaign.</summary>
/// <param name="CouponId">Its id.</param>
/// <param name="Name">What customers see.</param>
/// <param name="DiscountType"><c>FIXED</c> or <c>RATE</c>.</param>
/// <param name="DiscountAmount">Won for FIXED, percent for RATE.</param>
/// <param name="TotalQuantity">Pieces in all.</param>
/// <param name="IssuedQuantity">Pieces issued.</param>
/// <param name="RemainingQuantity">Pieces left.</param>
/// <param name="StartedAt">First moment a piece can be issued.</param>
/// <param name="ExpiredAt">First moment it no longer can.</param>
/// <param name="Queued">Whether a queue stands before it: then issuing takes an active <c>Queue-Token</c>.</param>
/// <param name="Paused">Whether nothing is issued for the time being.</param>
/// <param name="UsableUntil">First moment a piece can no longer be used.</param>
internal sealed record CouponResponse(
    long CouponId, string Name, [property: AllowedValues("FIXED", "RATE")] string DiscountType,
    long DiscountAmount, long TotalQuantity,
    long IssuedQuantity, long RemainingQuantity, DateTimeOffset StartedAt, DateTimeOffset ExpiredAt, bool Queued,
    bool Paused, DateTimeOffset UsableUntil)
{
    internal static CouponResponse Of(CouponCampaign campaign) => new(
        campaign.CouponId, campaign.Name, campaign.DiscountType == Coupons.DiscountType.Rate ? "RATE" : "FIXED",
        campaign.DiscountAmount, campaign.TotalQuantity, campaign.IssuedQuantity, campaign.TotalQuantity - campaign.IssuedQuantity,
        campaign.StartedAt, campaign.ExpiredAt, campaign.IsQueued is true, campaign.IsPaused is true,
        campaign.UsableUntil ?? campaign.ExpiredAt);
}

/// <summary>A campaign as administrators see it: with its code.</summary>
/// <param name="CouponId">Its id.</param>
/// <param name="Name">What customers see.</param>
/// <param name="Code">Its code, if it has one.</param>
/// <param name="DiscountType"><c>FIXED</c> or <c>RATE</c>.</param>
/// <param name="DiscountAmount">Won for FIXED, percent for RATE.</param>
/// <param name="TotalQuantity">Pieces in all.</param>
/// <param name="IssuedQuantity">Pieces issued.</param>
/// <param name="RemainingQuantity">Pieces left.</param>
/// <param name="StartedAt">First moment a piece can be issued.</param>
/// <param name="ExpiredAt">First moment it no longer can.</param>
/// <param name="Queue">The queue that stands before it, if one does.</param>
/// <param name="Paused">Whether nothing is issued for the time being.</param>
/// <param name="UsableUntil">First moment a piece can no longer be used.</param>
internal sealed record AdminCouponResponse(
    long CouponId, string Name, string? Code, [property: AllowedValues("FIXED", "RATE")] string DiscountType,
    long DiscountAmount, long TotalQuantity,
    long IssuedQuantity, long RemainingQuantity, DateTimeOffset StartedAt, DateTimeOffset ExpiredAt, QueueStateBody? Queue,
    bool Paused, DateTimeOffset UsableUntil)
{
    internal static AdminCouponResponse Of(CouponCampaign campaign, QueueSummary? queue)
    {
        var seen = CouponResponse.Of(campaign);
        return new(seen.CouponId, seen.Name, campaign.Code, seen.DiscountType, seen.DiscountAmount, seen.TotalQuantity,
            seen.IssuedQuantity, seen.RemainingQuantity, seen.StartedAt, seen.ExpiredAt,
            queue is null ? null : QueueStateBody.Of(queue), seen.Paused, seen.UsableUntil);
    }
}

/// <summary>A customer's piece of a campaign, of this moment.</summary>
/// <param name="CouponId">The campaign.</param>
/// <param name="CustomerId">The holder.</param>
/// <param name="IssueNumber">The piece's number.</param>
/// <param name="Status"><c>ISSUED</c>, <c>RESERVED</c> or <c>USED</c>.</param>
/// <param name="OrderId">The order that reserved or used it.</param>
internal sealed record CouponHoldingResponse(
    long CouponId, long CustomerId, long IssueNumber,
    [property: AllowedValues("ISSUED", "RESERVED", "USED")] string Status, Guid? OrderId)
{
    internal static CouponHoldingResponse Of(long couponId, long customerId, CouponHolding piece, Order? order) =>
        new(couponId, customerId, piece.IssueNumber,
            // A cancelled order keeps a piece that could not be used any more.
            piece.RedeemedBy is null ? "ISSUED" : order?.Status is OrderStatus.Paid or OrderStatus.Cancelled ? "USED" : "RESERVED",
            piece.RedeemedBy);
}

/// <summary>A piece a customer holds.</summary>
/// <param name="CouponId">The campaign.</param>
/// <param name="CustomerId">The holder.</param>
/// <param name="IssueNumber">The piece's number.</param>
/// <param name="Status"><c>ISSUED</c>, <c>RESERVED</c> or <c>USED</c>.</param>
/// <param name="IssuedAt">When it was issued.</param>
internal sealed record CustomerCouponResponse(
    long CouponId, long CustomerId, long IssueNumber,
    [property: AllowedValues("ISSUED", "RESERVED", "USED")] string Status, DateTimeOffset IssuedAt)
{
    internal static CustomerCouponResponse Of(IssuedCoupon piece) => new(piece.CouponId, piece.CustomerId, piece.IssueNumber,
        piece.Status switch
        {
            IssuedCouponStatus.Reserved => "RESERVED",
            IssuedCouponStatus.Used => "USED",
            _ => "ISSUED",
        },
        piece.IssuedAt);
}
