using System.Diagnostics.CodeAnalysis;

namespace Commerce.Orders;

/// <summary>What happened to an order.</summary>
[SuppressMessage("Design", "CA1040", Justification = "The closed set of an order's events.")]
public interface IOrderEvent;

/// <summary>The order was placed.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="CouponId">The coupon, or <see langword="null"/>.</param>
/// <param name="Lines">What, at which prices.</param>
/// <param name="TotalAmount">Won before the discount.</param>
/// <param name="DiscountAmount">Won the coupon takes off.</param>
/// <param name="PlacedAt">When.</param>
/// <param name="Content">What was asked for, to tell a repetition from another order.</param>
[GenerateSerializer, Immutable, Alias("commerce.OrderPlaced")]
public sealed record OrderPlaced(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] long? CouponId,
    [property: Id(2)] IReadOnlyList<OrderLine> Lines,
    [property: Id(3)] long TotalAmount,
    [property: Id(4)] long DiscountAmount,
    [property: Id(5)] DateTimeOffset PlacedAt,
    [property: Id(6)] string Content) : IOrderEvent;

/// <summary>A payment started; whatever happens now, it will be finished.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Attempt">1 for the order's first payment.</param>
/// <param name="StartedAt">When.</param>
/// <param name="CommandId">The command that asked for it, if it had an id.</param>
/// <param name="StepIds">How the command ids of its steps are made; <see langword="null"/> for payments of 0.1.0.</param>
[GenerateSerializer, Immutable, Alias("commerce.PaymentStarted")]
public sealed record PaymentStarted(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] int Attempt,
    [property: Id(2)] DateTimeOffset StartedAt,
    [property: Id(3)] Guid? CommandId,
    [property: Id(4)] int? StepIds = null) : IOrderEvent;

/// <summary>The order is paid.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Attempt">Which payment.</param>
/// <param name="PaymentId">Its id.</param>
/// <param name="Amount">Won.</param>
/// <param name="CouponId">The coupon that was used, or <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.PaymentCompleted")]
public sealed record PaymentCompleted(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] int Attempt,
    [property: Id(2)] Guid PaymentId,
    [property: Id(3)] long Amount,
    [property: Id(4)] long? CouponId) : IOrderEvent;

/// <summary>The payment was refused, and everything taken for it is given back.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Attempt">Which payment.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("commerce.PaymentRejected")]
public sealed record PaymentRejected(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] int Attempt,
    [property: Id(2)] PayOrderStatus Reason) : IOrderEvent;
