using Commerce.Balances;
using Commerce.Journaling;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Commerce.Orders;

/// <summary>A customer's orders. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker, Reentrant]
internal sealed class CustomerOrdersGrain(
    IOrderReads reads, IReadProgress progress, IGrainFactory grains, TimeProvider clock, IOptions<OrderOptions> options)
    : Grain, ICustomerOrdersGrain
{
    private AbsentEnd? _absent;

    public async Task<Page<OrderSummary>?> List(int limit, string? after)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        OrderCursor? before = after is null ? null
            : OrderCursor.TryParse(after, out var cursor) ? cursor
            : throw new OutOfBoundsException("after", "after must be the next of an earlier page.");
        var customerId = this.GetPrimaryKeyLong();
        try
        {
            var asOf = await progress.AsOfAsync(); // before the tables are read
            var found = (await reads.OfCustomerAsync(customerId, before, limit + 1)).Select(AsOfNow).ToList();
            if (found.Count > 0 || await grains.Grain<IBalanceGrain>(customerId).Get() is not null)
                return Paging.Page(found, limit, order => new OrderCursor(order.PlacedAt.ToUnixTimeMilliseconds(), order.OrderId),
                    asOf);
            (_absent ??= new(clock, () => true, DeactivateOnIdle)).Asked();
            return null;
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
    }

    // That time passed is in no row.
    private OrderSummary AsOfNow(ListedOrder listed) =>
        listed.Order.Status is OrderStatus.Placed or OrderStatus.Rejected
            && clock.GetUtcNow() >= (listed.ExpiresAt ?? listed.Order.PlacedAt + options.Value.PayWithin)
            ? listed.Order with { Status = OrderStatus.Expired }
            : listed.Order;
}
