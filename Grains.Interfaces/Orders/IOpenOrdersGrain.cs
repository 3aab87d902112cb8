using Orleans.Concurrency;

namespace Commerce.Orders;

/// <summary>
/// Tells the silo in which a customer's orders are placed that one of them is not open any more. It keeps nothing itself. The key is the
/// customer id.
/// </summary>
[Alias("commerce.IOpenOrdersGrain")]
public interface IOpenOrdersGrain : IGrainWithIntegerKey
{
    /// <summary>An order was paid or cancelled. A word that is lost leaves the order counted until it could no longer be paid.</summary>
    /// <param name="orderId">The order.</param>
    [Alias("Closed"), OneWay]
    Task Closed(Guid orderId);
}
