using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Testing;
using Orleans.TestingHost;

namespace Commerce.Orders;

/// <summary>Payments whose silo dies under them.</summary>
public abstract partial class OrderClusterConformance
{
    /// <summary>Every step of a payment, and of giving back what a refused one had taken: not done yet, or done and not answered.</summary>
    private static readonly (Type Step, PayOrderStatus End)[] s_steps =
    [
        (typeof(DeductStock), PayOrderStatus.Paid),
        (typeof(RedeemCoupon), PayOrderStatus.Paid),
        (typeof(DebitBalance), PayOrderStatus.Paid),
        (typeof(DebitBalance), PayOrderStatus.BalanceInsufficient),
        (typeof(RestoreCoupon), PayOrderStatus.BalanceInsufficient),
        (typeof(RestoreStock), PayOrderStatus.BalanceInsufficient),
    ];

    [ConformanceFact]
    public async Task Pay_SiloOfTheOrdersKilledAtEveryStep_EndsPaidOrGivenBack()
    {
        var gate = new StepGate();
        using var storage = await NewStorageAsync();
        // A memory of one command: whoever resumes a payment finds what was done in the journal, not in a memory.
        await using var cluster = await CommerceCluster.StartAsync(3, storage, gate, ("Journal:RememberedCommands", "1"));
        var shop = await ClusterShop.OpenAsync(cluster);
        var victim = await cluster.SiloOfAsync(await shop.PlaceAsync());
        var payments = new List<(Guid OrderId, PayOrderStatus End, Task<Reply<PayOrderOutcome>> Answer)>();
        foreach (var (step, end) in s_steps)
        {
            foreach (var done in new[] { false, true })
            {
                var order = await PlaceOnAsync(victim, cluster, shop, end, coupon: 4_001 + payments.Count);
                var held = gate.HoldAsync(step, order.GetPrimaryKey(), done);
                var answer = order.Pay(new(null));
                payments.Add((order.GetPrimaryKey(), end, answer));
                Assert.Same(held, await Task.WhenAny(held, answer)); // a payment that leaves the step out is answered instead
                await held;
            }
        }

        await cluster.KillAsync(victim);
        var way = cluster.Ways[0];
        foreach (var (orderId, end, _) in payments)
            await EndedAsync(way.GetGrain<IOrderGrain>(orderId), end);
        // What the dead payments had sent arrives only now, and changes nothing.
        await gate.OpenAsync(gone: victim.SiloAddress);

        foreach (var (orderId, end, answer) in payments)
        {
            Assert.Equal(end == PayOrderStatus.Paid ? 1 : 0, await shop.DebitsAsync(orderId));
            if (await AnswerAsync(answer) is { } told)
                Assert.Equal(end, told.Status);
        }
        await shop.AssertLawsHoldAsync();
    }

    /// <summary>Places orders until one is active on the silo.</summary>
    private static async Task<IOrderGrain> PlaceOnAsync(
        InProcessSiloHandle silo, CommerceCluster cluster, ClusterShop shop, PayOrderStatus end, long coupon)
    {
        var customer = end == PayOrderStatus.Paid ? ClusterShop.Customer : ClusterShop.Poor;
        await shop.NewPieceAsync(coupon, customer);
        return await Eventually.ComesAsync("an order is active on the silo", async () =>
        {
            var order = await shop.PlaceAsync(customer, coupon);
            return await cluster.SiloOfAsync(order) == silo ? order : null;
        });
    }

    private static Task EndedAsync(IOrderGrain grain, PayOrderStatus end) => Eventually.HoldsAsync("a payment to end", async () =>
    {
        try
        {
            var order = (await grain.Get())!;
            Assert.True(order.Status is OrderStatus.Paying or OrderStatus.Paid or OrderStatus.Rejected, order.ToString());
            if (order.Status == OrderStatus.Paying)
                return false;
            Assert.Equal(end == PayOrderStatus.Paid ? (OrderStatus.Paid, null) : (OrderStatus.Rejected, (PayOrderStatus?)end),
                (order.Status, order.Rejection));
            return true;
        }
        catch (Exception unavailable) when (Customers.IsUnavailable(unavailable))
        {
            return false;
        }
    });

    private static async Task<PayOrderOutcome?> AnswerAsync(Task<Reply<PayOrderOutcome>> answer)
    {
        try
        {
            return (await answer).Outcome;
        }
        catch (Exception unavailable) when (Customers.IsUnavailable(unavailable))
        {
            return null;
        }
    }
}
