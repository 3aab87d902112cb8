namespace Commerce.Orders;

/// <summary>A refund was decided; whatever happens now, it will be finished.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Number">1 for the first time that something of the order is given back.</param>
/// <param name="RefundId">Its id.</param>
/// <param name="Items">Which pieces, and what was paid for them.</param>
/// <param name="Amount">Won to give back.</param>
/// <param name="Restock">Whether the pieces go back into stock.</param>
/// <param name="Reason">Why.</param>
/// <param name="StartedAt">When.</param>
internal sealed record RefundStarted(
    long CustomerId,
    int Number,
    Guid RefundId,
    IReadOnlyList<RefundedItem> Items,
    long Amount,
    bool Restock,
    string Reason,
    DateTimeOffset StartedAt) : IOrderEvent;

/// <summary>The money of a refund is back, and its pieces where they go.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Number">Which.</param>
/// <param name="RefundId">Its id.</param>
/// <param name="Items">Which pieces.</param>
/// <param name="Amount">Won given back.</param>
internal sealed record RefundCompleted(
    long CustomerId,
    int Number,
    Guid RefundId,
    IReadOnlyList<RefundedItem> Items,
    long Amount) : IOrderEvent;

/// <summary>A paid order is being cancelled; whatever happens now, it will be.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Number">As of a refund: it is the last.</param>
/// <param name="Items">The pieces that were not refunded before, and what was paid for them.</param>
/// <param name="Amount">Won to give back.</param>
/// <param name="StartedAt">When.</param>
internal sealed record CancellationStarted(
    long CustomerId,
    int Number,
    IReadOnlyList<RefundedItem> Items,
    long Amount,
    DateTimeOffset StartedAt) : IOrderEvent;

/// <summary>The order is cancelled, and what had been taken for it is back.</summary>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Items">The pieces that went back; none of an order that was not paid.</param>
/// <param name="Amount">Won given back.</param>
/// <param name="CouponReturned">Whether the coupon's piece can be used again.</param>
/// <param name="CancelledAt">When it was decided.</param>
internal sealed record OrderCancelled(
    long CustomerId,
    IReadOnlyList<RefundedItem> Items,
    long Amount,
    bool CouponReturned,
    DateTimeOffset CancelledAt) : IOrderEvent;
