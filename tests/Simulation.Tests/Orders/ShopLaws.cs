using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>What must hold when everything has come to rest.</summary>
internal static class ShopLaws
{
    public static Ledger Check(SimCluster cluster)
    {
        Assert.Empty(cluster.Store.Broken);
        Assert.Empty(cluster.Store.OpenWork);
        var ledger = Ledger.Of(cluster.Store.Journal);
        Assert.DoesNotContain(ledger.Orders, order => order.Value.Status == OrderStatus.Paying);
        var paid = ledger.Orders.Where(order => order.Value.Status == OrderStatus.Paid).ToDictionary();

        Assert.Equal(ledger.PaidIn, ledger.Balances.Values.Sum() + paid.Values.Sum(order => order.Completed!.Amount));
        foreach (var (option, (_, sold)) in ledger.Options)
            Assert.Equal(sold, paid.Values.Sum(order => Ordered(order, option)));
        foreach (var (id, order) in ledger.Orders)
        {
            var isPaid = order.Status == OrderStatus.Paid;
            Assert.Equal(isPaid ? order.Placement!.TotalAmount - order.Placement.DiscountAmount : 0, ledger.TakenBy(id));
            Assert.All(ledger.Options.Keys, option => Assert.Equal(isPaid ? Ordered(order, option) : 0, ledger.PiecesOf(id, option)));
            Assert.Equal(isPaid && order.Placement!.CouponId is not null ? 1 : 0, ledger.CouponUses.Values.Count(user => user == id));
        }
        Assert.All(ledger.CouponUses, use => Assert.Equal(
            (use.Key.Coupon, use.Key.Customer), (paid[use.Value].Placement!.CouponId, paid[use.Value].Placement!.CustomerId)));
        return ledger;
    }

    /// <summary>No command took effect twice, however little the silos have in memory.</summary>
    public static void CheckOnce(IEnumerable<JournalEvent> journal)
    {
        var receipts = journal.Where(e => e.Receipt is not null);
        Assert.All(receipts.GroupBy(e => (e.Stream, e.CommandId)), decided => Assert.Single(decided));
    }

    /// <summary>What the grains tell is what the journal says.</summary>
    public static async Task CheckReadsAsync(IGrainFactory grains, Ledger ledger)
    {
        foreach (var (customer, balance) in ledger.Balances)
            Assert.Equal(balance, (await grains.GetGrain<IBalanceGrain>(customer).Get())!.Balance);
        foreach (var product in ledger.Options.GroupBy(option => option.Key / 10))
        {
            var read = await grains.GetGrain<IProductGrain>(product.Key).Get();
            Assert.Equal(product.ToDictionary(option => option.Key, option => option.Value.Supplied - option.Value.Sold),
                read!.Options.ToDictionary(option => option.OptionId, option => option.Stock));
        }
        foreach (var ((coupon, customer), order) in ledger.CouponUses)
            Assert.Equal(order, (await grains.GetGrain<ICouponGrain>(coupon).GetHolding(customer))!.RedeemedBy);
        foreach (var (id, order) in ledger.Orders)
            Assert.Equal(order.Status, (await grains.GetGrain<IOrderGrain>(id).Get())!.Status);
    }

    private static long Ordered(OrderState order, long option) =>
        order.Placement!.Lines.Where(line => line.OptionId == option).Sum(line => line.Quantity);
}
