namespace Commerce.Orders;

/// <summary>Outcomes of <see cref="IOrderGrain.Cancel"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum CancelOrderStatus
{
    /// <summary>The order is cancelled, now or before, and everything given back.</summary>
    Cancelled = 0,

    /// <summary>Refused: there is no such order.</summary>
    NotFound = 1,

    /// <summary>Refused: the time in which customers can cancel it is over.</summary>
    NotCancellable = 2,
}

/// <summary>The outcome of cancelling.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Order">The order; <see langword="null"/> when refused.</param>
[GenerateSerializer, Immutable, Alias("commerce.CancelOrderOutcome")]
public sealed record CancelOrderOutcome(
    [property: Id(0)] CancelOrderStatus Status,
    [property: Id(1)] Order? Order) : IOutcome<CancelOrderStatus>;

/// <summary>Outcomes of <see cref="IOrderGrain.Refund"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum RefundOrderStatus
{
    /// <summary>The money is back.</summary>
    Refunded = 0,

    /// <summary>Refused: there is no such order.</summary>
    NotFound = 1,

    /// <summary>Refused: the order was not paid.</summary>
    NotPaid = 2,

    /// <summary>Refused: more pieces than were paid and not given back yet.</summary>
    ExceedsPaid = 3,
}

/// <summary>The outcome of a refund.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="RefundId">The refund; <see cref="Guid.Empty"/> when refused.</param>
/// <param name="Amount">Won given back; 0 when refused.</param>
/// <param name="RefundedTotal">Won of the order given back by this refund and all before it; 0 when refused.</param>
[GenerateSerializer, Immutable, Alias("commerce.RefundOrderOutcome")]
public sealed record RefundOrderOutcome(
    [property: Id(0)] RefundOrderStatus Status,
    [property: Id(1)] Guid RefundId,
    [property: Id(2)] long Amount,
    [property: Id(3)] long RefundedTotal) : IOutcome<RefundOrderStatus>;

/// <summary>Pieces of one option that were given back.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="OptionId">The option.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Amount">Won that was paid for them.</param>
[GenerateSerializer, Immutable, Alias("commerce.RefundedItem")]
public sealed record RefundedItem(
    [property: Id(0)] long ProductId,
    [property: Id(1)] long OptionId,
    [property: Id(2)] long Quantity,
    [property: Id(3)] long Amount);

/// <summary>A refund as a reader sees it.</summary>
/// <param name="RefundId">Its id.</param>
/// <param name="Items">Which pieces.</param>
/// <param name="Amount">Won given back.</param>
/// <param name="Restock">Whether the pieces were put back into stock.</param>
/// <param name="Reason">Why.</param>
/// <param name="RefundedAt">When it was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.OrderRefund")]
public sealed record OrderRefund(
    [property: Id(0)] Guid RefundId,
    [property: Id(1)] IReadOnlyList<RefundedItem> Items,
    [property: Id(2)] long Amount,
    [property: Id(3)] bool Restock,
    [property: Id(4)] string Reason,
    [property: Id(5)] DateTimeOffset RefundedAt);
