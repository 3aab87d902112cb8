namespace Commerce.Orders;

/// <summary>A part of a paid order that is given back: a refund, or with its cancellation all that is left.</summary>
/// <param name="Number">1 for the order's first.</param>
/// <param name="Items">Which pieces, and what was paid for them.</param>
/// <param name="Amount">Won.</param>
/// <param name="Restock">Whether the pieces go back into stock.</param>
/// <param name="StartedAt">When it was decided.</param>
/// <param name="RefundId">The refund; <see langword="null"/> for the cancellation.</param>
/// <param name="Reason">Why, of a refund.</param>
/// <param name="IsDone">Whether everything is back.</param>
internal sealed record OrderReturn(
    int Number,
    IReadOnlyList<RefundedItem> Items,
    long Amount,
    bool Restock,
    DateTimeOffset StartedAt,
    Guid? RefundId = null,
    string? Reason = null,
    bool IsDone = false)
{
    public bool IsCancellation => RefundId is null;

    public static OrderReturn Of(RefundStarted e) => new(e.Number, e.Items, e.Amount, e.Restock, e.StartedAt, e.RefundId, e.Reason);

    public static OrderReturn Of(CancellationStarted e) => new(e.Number, e.Items, e.Amount, Restock: true, e.StartedAt);
}
