namespace Commerce.Orders;

/// <summary>Reads orders from the read tables; the silo's storage implements it.</summary>
public interface IOrderReads
{
    /// <summary>Reads a customer's orders, the latest first.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="before">Orders from this place on are skipped; <see langword="null"/> starts with the latest.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<ListedOrder>> OfCustomerAsync(long customerId, OrderCursor? before, int limit);
}

/// <summary>An order as the read table has it.</summary>
/// <param name="Order">The order; that its time is over is not in its status.</param>
/// <param name="ExpiresAt">
/// When that is; <see langword="null"/> for a row of an earlier release and an order that has no end of its own, which end by the setting.
/// </param>
public sealed record ListedOrder(OrderSummary Order, DateTimeOffset? ExpiresAt);
