namespace Commerce.Orders;

/// <summary>Outcomes of <see cref="IOrderGrain.Place"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum PlaceOrderStatus
{
    /// <summary>The order is placed.</summary>
    Placed = 0,

    /// <summary>Refused: the order id has another order.</summary>
    OrderIdTaken = 1,

    /// <summary>Refused: the customer is not known.</summary>
    CustomerNotFound = 2,

    /// <summary>Refused: there is no such product.</summary>
    ProductNotFound = 3,

    /// <summary>Refused: the product has no such option.</summary>
    OptionNotFound = 4,

    /// <summary>Refused: the total is not what the customer was shown.</summary>
    TotalAmountMismatch = 5,

    /// <summary>Refused: there is no such coupon.</summary>
    CouponNotFound = 6,

    /// <summary>
    /// Refused: the customer does not hold the coupon, another order uses it, it is not its time, or it takes nothing off.
    /// </summary>
    CouponUnavailable = 7,

    /// <summary>Refused: the customer has as many orders that can still be paid as a customer may have at once.</summary>
    TooManyOpen = 8,
}

/// <summary>The outcome of placing an order.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Order">The order; <see langword="null"/> when refused.</param>
[GenerateSerializer, Immutable, Alias("commerce.PlaceOrderOutcome")]
public sealed record PlaceOrderOutcome(
    [property: Id(0)] PlaceOrderStatus Status,
    [property: Id(1)] Order? Order) : IOutcome<PlaceOrderStatus>;

/// <summary>Outcomes of <see cref="IOrderGrain.Pay"/>. Numbers are never reused.</summary>
public enum PayOrderStatus
{
    /// <summary>The order is paid.</summary>
    Paid = 0,

    /// <summary>Refused: there is no such order.</summary>
    NotFound = 1,

    /// <summary>Refused: the order was paid before.</summary>
    AlreadyPaid = 2,

    /// <summary>Refused and compensated: an option has fewer pieces than ordered.</summary>
    StockInsufficient = 3,

    /// <summary>Refused and compensated: the coupon cannot be used.</summary>
    CouponUnavailable = 4,

    /// <summary>Refused and compensated: the balance does not cover the amount.</summary>
    BalanceInsufficient = 5,

    /// <summary>
    /// Refused and compensated: the id of a step had been used for something else. Only payments of 0.1.0 have ids that others
    /// can use; paid again, the order has others.
    /// </summary>
    StepIdTaken = 6,

    /// <summary>Refused: the order was not paid in time, and its prices hold no longer.</summary>
    Expired = 7,

    /// <summary>Refused: the order is cancelled.</summary>
    Cancelled = 8,
}

/// <summary>The outcome of paying an order.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="PaymentId">The payment; <see cref="Guid.Empty"/> unless paid.</param>
/// <param name="Amount">Won paid; 0 unless paid.</param>
[GenerateSerializer, Immutable, Alias("commerce.PayOrderOutcome")]
public sealed record PayOrderOutcome(
    [property: Id(0)] PayOrderStatus Status,
    [property: Id(1)] Guid PaymentId,
    [property: Id(2)] long Amount) : IOutcome<PayOrderStatus>;

/// <summary>The outcome of placing and paying in one call.</summary>
/// <param name="Placement">What became of the placement.</param>
/// <param name="Payment">What became of the payment; <see langword="null"/> when the placement was refused.</param>
[GenerateSerializer, Immutable, Alias("commerce.PlaceAndPayOutcome")]
public sealed record PlaceAndPayOutcome(
    [property: Id(0)] PlaceOrderOutcome Placement,
    [property: Id(1)] PayOrderOutcome? Payment);

/// <summary>Where an order is. Numbers are stored and never reused.</summary>
public enum OrderStatus
{
    /// <summary>Placed, not paid.</summary>
    Placed = 0,

    /// <summary>A payment is under way.</summary>
    Paying = 1,

    /// <summary>Paid.</summary>
    Paid = 2,

    /// <summary>The last payment was refused and everything taken for it given back.</summary>
    Rejected = 3,

    /// <summary>It was not paid in time, and can no longer be. No event says so: it follows from the time.</summary>
    Expired = 4,

    /// <summary>Cancelled; everything that had been taken for it is given back.</summary>
    Cancelled = 5,
}

/// <summary>A line of an order, at the price of its placement.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="OptionId">The option.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Price">Won a piece.</param>
[GenerateSerializer, Immutable, Alias("commerce.OrderLine")]
public sealed record OrderLine(
    [property: Id(0)] long ProductId,
    [property: Id(1)] long OptionId,
    [property: Id(2)] long Quantity,
    [property: Id(3)] long Price);

/// <summary>An order as a reader sees it.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Status">Where it is.</param>
/// <param name="TotalAmount">Won before the discount.</param>
/// <param name="DiscountAmount">Won the coupon takes off; 0 to the total.</param>
/// <param name="CouponId">The coupon, or <see langword="null"/>.</param>
/// <param name="Lines">What was ordered.</param>
/// <param name="Rejection">Why the last payment was refused, when it was.</param>
/// <param name="PlacedAt">When it was placed.</param>
/// <param name="ExpiresAt">From when on it can no longer be paid; until then its prices hold. Unknown of a release that has no such
/// end.</param>
/// <param name="Refunds">What was given back of it in parts; <see langword="null"/> for nothing.</param>
/// <param name="RefundedAmount">Won given back, by refunds and by its cancellation; <see langword="null"/> for nothing.</param>
/// <param name="CancelledAt">When it was cancelled, if it was.</param>
/// <param name="IsUnfinished">
/// Whether a payment is under way, or something that was decided to be given back; <see langword="null"/> of a release that gives
/// nothing back.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.Order")]
public sealed record Order(
    [property: Id(0)] Guid OrderId,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] OrderStatus Status,
    [property: Id(3)] long TotalAmount,
    [property: Id(4)] long DiscountAmount,
    [property: Id(5)] long? CouponId,
    [property: Id(6)] IReadOnlyList<OrderLine> Lines,
    [property: Id(7)] PayOrderStatus? Rejection,
    [property: Id(8)] DateTimeOffset PlacedAt,
    [property: Id(9)] DateTimeOffset? ExpiresAt = null,
    [property: Id(10)] IReadOnlyList<OrderRefund>? Refunds = null,
    [property: Id(11)] long? RefundedAmount = null,
    [property: Id(12)] DateTimeOffset? CancelledAt = null,
    [property: Id(13)] bool? IsUnfinished = null);

/// <summary>An order as lists have it.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Status">Where it is.</param>
/// <param name="TotalAmount">Won before the discount.</param>
/// <param name="DiscountAmount">Won the coupon takes off.</param>
/// <param name="PlacedAt">When it was placed.</param>
[GenerateSerializer, Immutable, Alias("commerce.OrderSummary")]
public sealed record OrderSummary(
    [property: Id(0)] Guid OrderId,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] OrderStatus Status,
    [property: Id(3)] long TotalAmount,
    [property: Id(4)] long DiscountAmount,
    [property: Id(5)] DateTimeOffset PlacedAt);
