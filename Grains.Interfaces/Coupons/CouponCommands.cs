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
/// <param name="ExpiredAt">First moment it can no longer be issued; after <paramref name="StartedAt"/>.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Queue">
/// The queue before the campaign: it issues to those whose token is active. <see langword="null"/> leaves it as it is; a new
/// campaign has none, and issues to whoever comes.
/// </param>
/// <param name="IsPaused">
/// <see langword="true"/>: nothing is issued, and what was issued stays usable. <see langword="null"/> leaves it as it is; a new
/// campaign is not paused.
/// </param>
/// <param name="UsableUntil">
/// First moment a piece can no longer be redeemed; not before <paramref name="ExpiredAt"/>. <see langword="null"/> leaves it as it
/// is, moved to <paramref name="ExpiredAt"/> where it would be before that; a new campaign's is <paramref name="ExpiredAt"/>.
/// </param>
/// <param name="IfMatch">
/// The definition has to be one of these, see <see cref="CouponCampaign.Revision"/>, or any when <see cref="Revision.Any"/> is among them;
/// <see langword="null"/> asks for none.
/// </param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
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
    [property: Id(8)] QueueSettings? Queue = null,
    [property: Id(9)] bool? IsPaused = null,
    [property: Id(10)] DateTimeOffset? UsableUntil = null,
    [property: Id(11)] IReadOnlyList<string>? IfMatch = null,
    [property: Id(12)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"define {Name}\n{Code}\n{TypeText} {DiscountAmount} {TotalQuantity} {StartedAt:O} {ExpiredAt:O}{LaterText}");

    // What there was no word for at first, each only when it is said.
    private string LaterText => QueueText + PauseText + UsableText;

    private string QueueText => Queue is null ? "" : "\n" + Queue.Content;

    private string PauseText => IsPaused is { } paused ? $"\npaused {paused}" : "";

    private string UsableText =>
        UsableUntil is { } until ? string.Create(CultureInfo.InvariantCulture, $"\nusable {until.ToUniversalTime():O}") : "";

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
        if (UsableUntil < ExpiredAt)
            throw new OutOfBoundsException("usableUntil", "usableUntil must not be before expiredAt.");
        Queue?.Validate();
    }
}

/// <summary>Takes the code from a campaign, while nothing was issued under it.</summary>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.ReleaseCouponCode")]
public sealed record ReleaseCouponCode(
    [property: Id(0)] Guid? CommandId,
    [property: Id(1)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => "release code";

    /// <inheritdoc/>
    public void Validate()
    {
        // It has no values to check.
    }
}

/// <summary>Takes the queue from before a campaign: it issues to whoever comes.</summary>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.RemoveCouponQueue")]
public sealed record RemoveCouponQueue(
    [property: Id(0)] Guid? CommandId,
    [property: Id(1)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => "remove queue";

    /// <inheritdoc/>
    public void Validate()
    {
        // It names nothing but itself.
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
/// <param name="PromisedDiscount">
/// The discount in won, 0 to the order's amount, that the order was given when it was placed in the campaign's time. It is kept, whatever
/// the terms are now, for as long as the order can be paid. <see langword="null"/>: the terms of now decide.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.RedeemCoupon")]
public sealed record RedeemCoupon(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid OrderId,
    [property: Id(2)] long OrderAmount,
    [property: Id(3)] Guid? CommandId,
    [property: Id(4)] DateTimeOffset? NotBefore = null,
    [property: Id(5)] long? PromisedDiscount = null) : ICommand
{
    // Without the promise: an order has one, and a payment that the release before began is finished under the same content.
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"redeem {CustomerId} {OrderId} {OrderAmount}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.OrderId(OrderId);
        Require.Range(OrderAmount, 0, OrderBounds.MaxTotal, "orderAmount");
        Require.Range(PromisedDiscount ?? 0, 0, OrderAmount, "promisedDiscount");
    }
}

/// <summary>Gives a reserved piece back to its holder.</summary>
/// <param name="CustomerId">The holder.</param>
/// <param name="OrderId">The order that had reserved it.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
/// <param name="OnlyWhileUsable">
/// <see langword="true"/>: a piece that could not be used any more stays with the order. Else it is given back at any time.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.RestoreCoupon")]
public sealed record RestoreCoupon(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] Guid OrderId,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] DateTimeOffset? NotBefore = null,
    [property: Id(4)] bool? OnlyWhileUsable = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"restore {CustomerId} {OrderId}");

    /// <inheritdoc/>
    public void Validate() => Require.OrderId(OrderId);
}
