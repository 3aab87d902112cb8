using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Cluster;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Health;

/// <summary>The hot paths of a process that serves no HTTP: the calls that front-ends make.</summary>
/// <param name="grains">The grains, wherever they are.</param>
internal sealed class WarmUpCalls(IGrainFactory grains) : IWarmUpWays
{
    public async Task<bool> GoAsync(WarmUpShop shop, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        NearCustomer.Mark(shop.Customer); // as front-ends do
        var items = new OrderItemRequest[] { new(shop.Product, null, 1) };
        var order = grains.Grain<IOrderGrain>(Rehearsal.NewOrderId());
        await order.Place(new(shop.Customer, null, items, null, null));
        await order.Get();
        await order.Pay(new(null));
        await grains.Grain<IOrderGrain>(Rehearsal.NewOrderId()).PlaceAndPay(new(shop.Customer, null, items, 1, null));
        await grains.Grain<ICouponGrain>(shop.Coupon).IssueAll([new(shop.NextHolder(), null)]);
        await grains.Grain<ICouponGrain>(WarmUpShop.Nothing).IssueAll([new(1, null)]);
        await grains.Grain<ICouponGrain>(shop.Coupon).Get();
        await grains.Grain<IBalanceGrain>(shop.Customer).ChargeAll([new(1, null)]);
        await grains.Grain<IBalanceGrain>(shop.Customer).Get();
        await grains.Grain<IBalanceGrain>(shop.Customer).GetHistory(PageBounds.DefaultLimit, long.MaxValue);
        await grains.Grain<IProductGrain>(shop.Product).Get();
        await grains.Grain<IWaitingQueueGrain>(WarmUpShop.NoQueue).JoinAll([new(1, null)]);
        await grains.Grain<IWaitingQueueGrain>(WarmUpShop.NoQueue).Watch(0, []);
        await grains.Grain<ISeatBlockGrain>(WarmUpShop.Nothing).GetMap(null);
        await grains.Grain<ISeatBlockGrain>(WarmUpShop.Nothing).Hold(WarmUpShop.NoSeat());
        await grains.Grain<IReservationGrain>(Guid.CreateVersion7()).Pay(new(null));
        return true;
    }
}
