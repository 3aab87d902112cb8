using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Testing;
using Orleans.TestingHost;

namespace Commerce.Orders;

/// <summary>Cancellations and refunds whose silo dies under them, or who come at once.</summary>
public abstract partial class OrderClusterConformance
{
    private static readonly Type[] s_returnSteps = [typeof(RefundBalance), typeof(RestoreStock), typeof(RestoreCoupon)];

    [ConformanceFact]
    public async Task Cancel_SiloOfTheOrdersKilledAtEveryStep_GivesBackOnce()
    {
        var gate = new StepGate();
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage, gate, ("Journal:RememberedCommands", "1"));
        var shop = await ClusterShop.OpenAsync(cluster);
        var victim = await cluster.SiloOfAsync(await shop.PlaceAsync());
        var cancelling = new List<(Guid OrderId, Task Answer)>();
        var coupon = 4_000L;
        foreach (var step in s_returnSteps)
        {
            foreach (var done in new[] { false, true })
            {
                (var order, coupon) = await PaidOnAsync(victim, cluster, shop, coupon);
                var held = gate.HoldAsync(step, order.GetPrimaryKey(), done);
                var answer = order.Cancel(new(false, null));
                cancelling.Add((order.GetPrimaryKey(), answer));
                Assert.Same(held, await Task.WhenAny(held, answer));
                await held;
            }
        }

        await cluster.KillAsync(victim);
        foreach (var (orderId, _) in cancelling)
            await CancelledAsync(cluster.Ways[0].GetGrain<IOrderGrain>(orderId));
        await gate.OpenAsync(gone: victim.SiloAddress);
        foreach (var (_, answer) in cancelling)
            await answer.ContinueWith(_ => { }, TaskScheduler.Default); // some are told, some are not

        Assert.Equal(ClusterShop.Balance, (await shop.Account(ClusterShop.Customer).Get())!.Balance);
        for (; coupon > 4_000; coupon--)
            Assert.Null((await cluster.Campaign(coupon).GetHolding(ClusterShop.Customer))!.RedeemedBy);
        await shop.AssertLawsHoldAsync();
    }

    [ConformanceFact]
    public async Task RefundAndCancel_ManyAtOnceFromEverySilo_GiveBackWhatWasPaid()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var (orderId, ways) = ((await shop.PlaceAsync()).GetPrimaryKey(), cluster.Ways);
        Assert.Equal(PayOrderStatus.Paid, (await ways[0].GetGrain<IOrderGrain>(orderId).Pay(new(null))).Outcome!.Status);

        var refunds = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i =>
        {
            var order = ways[i % ways.Count].GetGrain<IOrderGrain>(orderId);
            if (i == Callers / 2)
                await order.Cancel(new(false, null));
            return (await order.Refund(new([new(null, 7, 1)], true, "damaged", null))).Outcome!;
        }));

        Assert.InRange(refunds.Count(refund => refund.Status == RefundOrderStatus.Refunded), 0, 1);
        var order = (await ways[0].GetGrain<IOrderGrain>(orderId).Get())!;
        Assert.Equal((OrderStatus.Cancelled, 2 * ClusterShop.Price), (order.Status, order.RefundedAmount));
        Assert.Equal(ClusterShop.Balance, (await shop.Account(ClusterShop.Customer).Get())!.Balance);
        await shop.AssertLawsHoldAsync();
    }

    /// <summary>Pays orders until one is active on the silo.</summary>
    private static async Task<(IOrderGrain Order, long Coupon)> PaidOnAsync(
        InProcessSiloHandle silo, CommerceCluster cluster, ClusterShop shop, long coupon)
    {
        var found = await Eventually.ComesAsync("an order is active on the silo", async () =>
        {
            await shop.NewPieceAsync(++coupon, ClusterShop.Customer);
            var order = await shop.PlaceAsync(coupon: coupon);
            Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);
            await order.Get(); // paid, its activation ended
            if (silo.SiloAddress.Equals(await cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(order)))
                return order;
            await order.Cancel(new(false, null));
            return null;
        });
        return (found, coupon);
    }

    private static Task CancelledAsync(IOrderGrain grain) => Eventually.HoldsAsync("a cancellation to end", async () =>
    {
        try
        {
            return (await grain.Get())!.Status == OrderStatus.Cancelled;
        }
        catch (Exception unavailable) when (Customers.IsUnavailable(unavailable))
        {
            return false;
        }
    });
}
