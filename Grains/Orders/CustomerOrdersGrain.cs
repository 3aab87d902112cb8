using Commerce.Balances;
using Orleans.Concurrency;

namespace Commerce.Orders;

/// <summary>A customer's orders. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker]
internal sealed class CustomerOrdersGrain(IOrderReads reads, IGrainFactory grains) : Grain, ICustomerOrdersGrain
{
    public async Task<Page<OrderSummary>?> List(int limit, string? after)
    {
        OrderCursor? before = after is null ? null
            : OrderCursor.TryParse(after, out var cursor) ? cursor
            : throw new ArgumentException("Not a place in this list.", nameof(after));
        var customerId = this.GetPrimaryKeyLong();
        try
        {
            var found = await reads.OfCustomerAsync(customerId, before, limit + 1);
            return found.Count == 0 && await grains.Grain<IBalanceGrain>(customerId).Get() is null
                ? null
                : Paging.Page(found, limit, order => new OrderCursor(order.PlacedAt.ToUnixTimeMilliseconds(), order.OrderId));
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
    }
}
