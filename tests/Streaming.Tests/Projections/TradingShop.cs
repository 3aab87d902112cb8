using System.Collections.Concurrent;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Fixtures;
using Commerce.Orders;

namespace Commerce.Projections;

/// <summary>Customers who get a coupon and order, through the grains.</summary>
internal sealed class TradingShop(IGrainFactory grains)
{
    private const long CouponId = 4001;
    private const long ProductId = 1;
    private const int Limit = 100;

    private readonly ConcurrentDictionary<long, int> _orders = [];

    public async Task OpenAsync(int customers)
    {
        var now = DateTimeOffset.UtcNow;
        await grains.GetGrain<ICouponGrain>(CouponId).Define(
            new("coupon", null, DiscountType.Fixed, 100, 1_000, now.AddDays(-1), now.AddDays(1), null));
        await grains.GetGrain<IProductGrain>(ProductId).Define(new("product", 1_000, [new(1, "one size", 0, 1_000_000)], null));
        await Task.WhenAll(Enumerable.Range(1, customers).Select(async customer =>
        {
            await grains.GetGrain<IBalanceGrain>(customer).Open(new($"customer {customer}", 1_000_000, null));
            Assert.Equal(IssueCouponStatus.Issued,
                (await grains.GetGrain<ICouponGrain>(CouponId).Issue(new(customer, null))).Outcome!.Status);
            _orders[customer] = 0;
        }));
    }

    /// <summary>Each customer places and pays orders; the first one with the coupon.</summary>
    public async Task TradeAsync(int ordersEach)
    {
        await Task.WhenAll(_orders.Keys.Select(async customer =>
        {
            for (var i = 0; i < ordersEach; i++)
            {
                var order = grains.GetGrain<IOrderGrain>(Guid.CreateVersion7());
                var coupon = _orders[customer] == 0 ? CouponId : (long?)null;
                Assert.Equal(PlaceOrderStatus.Placed,
                    (await order.Place(new(customer, coupon, [new(ProductId, 1, 1)], null, null))).Outcome!.Status);
                Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);
                _orders[customer]++;
            }
        }));
    }

    /// <summary>Whether every silo lists every piece and every order, each in its final state.</summary>
    public async Task<bool> IsListedAsync(EventsCluster cluster)
    {
        foreach (var (customer, placed) in _orders)
        {
            var pieces = await grains.GetGrain<ICustomerCouponsGrain>(customer).List(Limit, 0);
            var orders = await grains.GetGrain<ICustomerOrdersGrain>(customer).List(Limit, null);
            if (pieces!.Items.Count != 1 || orders is null || orders.Items.Count(order => order.Status == OrderStatus.Paid) != placed
                || pieces.Items[0].Status != (placed > 0 ? IssuedCouponStatus.Used : IssuedCouponStatus.Issued))
                return false;
        }
        return await cluster.OutboxAsync() == 0;
    }
}
