using System.Globalization;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>How a coupon's discount is counted. Numbers are stored and never reused.</summary>
public enum DiscountType
{
    /// <summary>A fixed number of won.</summary>
    Fixed = 0,

    /// <summary>Percent of the order's amount, rounded down to whole won.</summary>
    Rate = 1,
}

/// <summary>Creates a campaign or changes its terms.</summary>
/// <param name="Name">What customers see; 1 to <see cref="CouponBounds.MaxNameLength"/> characters.</param>
/// <param name="Code">The code that names the campaign to customers, see <see cref="CouponBounds.IsCode"/>, or
/// <see langword="null"/>.</param>
/// <param name="DiscountType">How the discount is counted.</param>
/// <param name="DiscountAmount">
/// Won for FIXED (1 to <see cref="CouponBounds.MaxDiscount"/>), percent for RATE (1 to <see cref="CouponBounds.MaxRate"/>).
/// </param>
/// <param name="TotalQuantity">Pieces in all; 1 to <see cref="CouponBounds.MaxQuantity"/>. It can grow, and shrink down to what
/// was issued.</param>
/// <param name="StartedAt">First moment a piece can be issued or redeemed.</param>
/// <param name="ExpiredAt">First moment it no longer can; after <paramref name="StartedAt"/>.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Queue">
/// The queue before the campaign: it issues to those whose token is active. <see langword="null"/>: it issues to everybody.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.DefineCoupon")]
public sealed record DefineCoupon(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Code,
    [property: Id(2)] DiscountType DiscountType,
    [property: Id(3)] long DiscountAmount,
    [property: Id(4)] long TotalQuantity,
    [property: Id(5)] DateTimeOffset StartedAt,
    [property: Id(6)] DateTimeOffset ExpiredAt,
    [property: Id(7)] Guid? CommandId,
    [property: Id(8)] QueueSettings? Queue = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"define {Name}\n{Code}\n{TypeText} {DiscountAmount} {TotalQuantity} {StartedAt:O} {ExpiredAt:O}{QueueText}");

    private string QueueText => Queue is null ? "" : "\n" + Queue.Content;

    // Hashed into receipts, so the text outlives every renaming.
    private string TypeText => DiscountType switch
    {
        DiscountType.Fixed => "Fixed",
        DiscountType.Rate => "Rate",
        _ => ((int)DiscountType).ToString(CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Text(Name, CouponBounds.MaxNameLength, "name");
        if (Code is not null && !CouponBounds.IsCode(Code))
            throw new OutOfBoundsException("code", CouponBounds.CodeForm);
        if (DiscountType is not (DiscountType.Fixed or DiscountType.Rate))
            throw new OutOfBoundsException("discountType", "discountType must be FIXED or RATE.");
        var most = DiscountType == DiscountType.Rate ? CouponBounds.MaxRate : CouponBounds.MaxDiscount;
        Require.Range(DiscountAmount, 1, most, "discountAmount");
        Require.Range(TotalQuantity, 1, CouponBounds.MaxQuantity, "totalQuantity");
        if (ExpiredAt <= StartedAt)
            throw new OutOfBoundsException("expiredAt", "expiredAt must be after startedAt.");
        Queue?.Validate();
    }
}

/// <summary>Takes the code from a campaign, while nothing was issued under it.</summary>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.ReleaseCouponCode")]
public sealed record ReleaseCouponCode([property: Id(0)] Guid? CommandId) : ICommand
{
    /// <inheritdoc/>
    public string Content => "release code";

    /// <inheritdoc/>
    public void Validate()
    {
        // It has no values to check.
    }
}

/// <summary>Asks for one piece.</summary>
/// <param name="CustomerId">Who asks; see <see cref="IdBounds"/>.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Code">The code that was shown, if any. A campaign that has a code issues to nobody who does not show it.</param>
/// <param name="QueueToken">The token of the campaign's queue that was shown, if any.</param>
[GenerateSerializer, Immutable, Alias("commerce.IssueCoupon")]
public sealed record IssueCoupon(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid? CommandId,
    [property: Id(2)] string? Code = null,
    [property: Id(3)] string? QueueToken = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"issue {CustomerId}");

    /// <inheritdoc/>
    public void Validate() => Require.CustomerId(CustomerId, "customerId");
}

/// <summary>Reserves a customer's piece for an order.</summary>
/// <param name="CustomerId">The holder.</param>
/// <param name="OrderId">The order that uses the piece.</param>
/// <param name="OrderAmount">The order's amount before the discount, in won; 0 to <see cref="OrderBounds.MaxTotal"/>.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.RedeemCoupon")]
public sealed record RedeemCoupon(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid OrderId,
    [property: Id(2)] long OrderAmount,
    [property: Id(3)] Guid? CommandId,
    [property: Id(4)] DateTimeOffset? NotBefore = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"redeem {CustomerId} {OrderId} {OrderAmount}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.OrderId(OrderId);
        Require.Range(OrderAmount, 0, OrderBounds.MaxTotal, "orderAmount");
    }
}

/// <summary>Gives a reserved piece back to its holder.</summary>
/// <param name="CustomerId">The holder.</param>
/// <param name="OrderId">The order that had reserved it.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.RestoreCoupon")]
public sealed record RestoreCoupon(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid OrderId,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] DateTimeOffset? NotBefore = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"restore {CustomerId} {OrderId}");

    /// <inheritdoc/>
    public void Validate() => Require.OrderId(OrderId);
}
