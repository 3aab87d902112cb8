using Commerce.Cluster;

namespace Commerce.Orders;

/// <summary>Is made where the customer's next order would be, passes on what it is told, and ends.</summary>
[NearCustomerPlacement]
internal sealed class OpenOrdersGrain(OpenOrders open) : Grain, IOpenOrdersGrain
{
    public Task Closed(Guid orderId)
    {
        open.Remove(orderId);
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
