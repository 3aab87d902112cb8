namespace Commerce.Orders;

/// <summary>Reads orders from the read tables; the silo's storage implements it.</summary>
public interface IOrderReads
{
    /// <summary>Reads a customer's orders, the latest first.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="before">Orders from this place on are skipped; <see langword="null"/> starts with the latest.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<OrderSummary>> OfCustomerAsync(long customerId, OrderCursor? before, int limit);
}
