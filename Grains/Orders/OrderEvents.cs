namespace Commerce.Orders;

/// <summary>What happened to an order.</summary>
internal interface IOrderEvent;

/// <summary>The order was placed.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="CouponId">The coupon, or <see langword="null"/>.</param>
/// <param name="Lines">What, at which prices.</param>
/// <param name="TotalAmount">Won before the discount.</param>
/// <param name="DiscountAmount">Won the coupon takes off.</param>
/// <param name="PlacedAt">When.</param>
/// <param name="Content">What was asked for, to tell a repetition from another order.</param>
/// <param name="ExpiresAt">From when on it can no longer be paid; <see langword="null"/> of orders of 0.1.0, which had no end.</param>
internal sealed record OrderPlaced(
    long CustomerId,
    long? CouponId,
    IReadOnlyList<OrderLine> Lines,
    long TotalAmount,
    long DiscountAmount,
    DateTimeOffset PlacedAt,
    string Content,
    DateTimeOffset? ExpiresAt = null) : IOrderEvent;

/// <summary>A payment started; whatever happens now, it will be finished.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Attempt">1 for the order's first payment.</param>
/// <param name="StartedAt">When.</param>
/// <param name="CommandId">The command that asked for it, if it had an id.</param>
/// <param name="StepIds">How the command ids of its steps are made; <see langword="null"/> for payments of 0.1.0.</param>
/// <param name="SideBySide">
/// Whether its steps are asked all at once, whoever runs it; <see langword="null"/> for one after the other.
/// </param>
internal sealed record PaymentStarted(
    long CustomerId,
    int Attempt,
    DateTimeOffset StartedAt,
    Guid? CommandId,
    int? StepIds = null,
    bool? SideBySide = null) : IOrderEvent;

/// <summary>The order is paid.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Attempt">Which payment.</param>
/// <param name="PaymentId">Its id.</param>
/// <param name="Amount">Won.</param>
/// <param name="CouponId">The coupon that was used, or <see langword="null"/>.</param>
internal sealed record PaymentCompleted(
    long CustomerId,
    int Attempt,
    Guid PaymentId,
    long Amount,
    long? CouponId) : IOrderEvent;

/// <summary>The payment was refused, and everything taken for it is given back.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Attempt">Which payment.</param>
/// <param name="Reason">Why.</param>
internal sealed record PaymentRejected(
    long CustomerId,
    int Attempt,
    PayOrderStatus Reason) : IOrderEvent;
