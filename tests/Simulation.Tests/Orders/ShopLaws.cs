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
        Assert.DoesNotContain(ledger.Orders, order => order.Value.IsUnfinished);
        var paid = ledger.Orders.Where(order => order.Value.Completed is not null).ToDictionary();

        Assert.Equal(ledger.PaidIn, ledger.Balances.Values.Sum() + paid.Values.Sum(Kept));
        foreach (var (option, (_, sold)) in ledger.Options)
            Assert.Equal(sold, paid.Values.Sum(order => Sold(order, option)));
        foreach (var (id, order) in ledger.Orders)
        {
            Assert.Equal(Kept(order), ledger.TakenBy(id));
            Assert.All(ledger.Options.Keys, option => Assert.Equal(Sold(order, option), ledger.PiecesOf(id, option)));
            Assert.Equal(UsesPiece(order) ? 1 : 0, ledger.CouponUses.Values.Count(user => user == id));
            CheckReturns(order);
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
        {
            var status = (await grains.GetGrain<IOrderGrain>(id).Get())!.Status;
            Assert.True(status == order.Status || status == OrderStatus.Expired && order.Completed is null, $"Order {id} is {status}.");
        }
    }

    /// <summary>All parts are at the most what was paid; a cancelled order kept nothing.</summary>
    private static void CheckReturns(OrderState order)
    {
        Assert.True(Kept(order) >= 0);
        Assert.All(order.Returns, given => Assert.Equal(given.Amount, given.Items.Sum(item => item.Amount)));
        if (order.Status != OrderStatus.Cancelled)
            return;
        Assert.Equal(0, Kept(order));
        var given = order.Returns.SelectMany(part => part.Items).Sum(item => item.Quantity);
        Assert.Equal(order.Completed is null ? 0 : order.Placement!.Lines.Sum(line => line.Quantity), given);
    }

    /// <summary>Won that stay with the shop.</summary>
    private static long Kept(OrderState order) => order.Completed is null
        ? 0
        : order.Placement!.TotalAmount - order.Placement.DiscountAmount - order.Returns.Sum(given => given.Amount);

    /// <summary>Pieces that were taken and did not go back to be sold again.</summary>
    private static long Sold(OrderState order, long option) => order.Completed is null
        ? 0
        : order.Placement!.Lines.Where(line => line.OptionId == option).Sum(line => line.Quantity)
            - order.Returns.Where(given => given.Restock).SelectMany(given => given.Items).Where(item => item.OptionId == option)
                .Sum(item => item.Quantity);

    private static bool UsesPiece(OrderState order) =>
        order.Completed is not null && order.Placement!.CouponId is not null && order.Cancelled?.CouponReturned is not true;
}
