using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>Payments whose products, coupon and balance are all in other silos than their order: three waits in a row.</summary>
public sealed class SideBySideTests
{
    private const long Customer = 11;
    private const long Campaign = 4_001;
    private const long ProductId = 17;
    private const long Price = 5_000;

    private readonly AppendGate _appends = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pay_EachGrainInAnotherSilo_ThreeWaitsInARow(bool isSecondAttempt)
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(4, storage, _appends);
        var order = await PinnedAsync(cluster, stock: 10, balance: isSecondAttempt ? 1 : Price);
        if (isSecondAttempt)
        {
            // An order ends its activation after a payment. Where another of them is, the next would be a wait fewer.
            CommerceCluster.Hint(cluster.Silos[0]);
            Assert.Equal(PayOrderStatus.BalanceInsufficient, (await order.Pay(new(null))).Outcome!.Status);
            await cluster.Client.GetGrain<IBalanceGrain>(Customer).Charge(new(Price, null));
        }
        var stream = $"order/{order.GetPrimaryKey():N}";
        var before = _appends.Committed.Count;

        // The first wait: nothing of the payment is durable before its start is.
        var started = _appends.HoldAsync(name => name == stream);
        var paying = order.Pay(new(null));
        await started;
        Assert.Empty(Since(before));
        var stepsMeet = _appends.MeetAsync($"product/{ProductId}", $"coupon/{Campaign}", $"balance/{Customer}");
        _appends.Open();
        // The second: no step becomes durable before the last of them is on its way.
        await stepsMeet;
        Assert.Equal(PayOrderStatus.Paid, (await paying.WaitAsync(Eventually.Deadline)).Outcome!.Status);

        var committed = Since(before);
        Assert.Equal([stream], committed[0].Select(append => append.Stream));
        Assert.Equal([stream], committed[^1].Select(append => append.Stream)); // the third
        Assert.Equal(5, committed.Sum(transaction => transaction.Count));
        await ClusterShop.AssertLawsHoldAsync(cluster);
    }

    [Fact]
    public async Task Pay_NotEnoughStock_NoMoneyIsTakenForAMoment()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(4, storage, _appends);
        var order = await PinnedAsync(cluster, stock: 0, balance: Price);
        var before = _appends.Committed.Count;

        Assert.Equal(PayOrderStatus.StockInsufficient, (await order.Pay(new(null))).Outcome!.Status);

        Assert.DoesNotContain(Since(before).SelectMany(transaction => transaction), append =>
            append.Stream.StartsWith("balance/", StringComparison.Ordinal)
            || append.Stream.StartsWith("coupon/", StringComparison.Ordinal));
        await ClusterShop.AssertLawsHoldAsync(cluster);
    }

    [Fact]
    public async Task Pay_AllInOneSilo_AsksOneAfterTheOther()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, _appends);
        var order = await PinnedAsync(cluster, stock: 10, balance: Price);
        var before = _appends.Committed.Count;

        Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);

        var started = Since(before).SelectMany(transaction => transaction).SelectMany(append => append.Events)
            .Single(e => e.Type == OrderEventCodec.Started);
        Assert.Equal(2, started.Version); // nothing is gained, and no money is ever taken in vain
    }

    private List<IReadOnlyList<JournalAppend>> Since(int before) => [.. _appends.Committed.Skip(before)];

    /// <summary>An order of one piece with a coupon; it, the product, the campaign and the balance are in silos of their own.</summary>
    private static async Task<IOrderGrain> PinnedAsync(CommerceCluster cluster, long stock, long balance)
    {
        // The first call makes the activation, in the silo that it hints at.
        var product = cluster.Client.GetGrain<IProductGrain>(ProductId);
        await In(1, () => product.Define(new("Product", Price, [new(ProductId, "One size", 0, stock)], null)));
        var coupon = cluster.Campaign(Campaign);
        await In(2, () => Customers.OpenAsync(coupon, 1));
        await coupon.Issue(new(Customer, null));
        var account = cluster.Client.GetGrain<IBalanceGrain>(Customer);
        await In(3, () => account.Open(new("Customer", balance, null)));
        var order = cluster.Client.GetGrain<IOrderGrain>(Guid.CreateVersion7());
        await In(0, async () => Assert.Equal(PlaceOrderStatus.Placed,
            (await order.Place(new(Customer, Campaign, [new(ProductId, null, 1)], null, null))).Outcome!.Status));
        Assert.Equal(cluster.Silos.Count, (await Task.WhenAll(new IGrain[] { order, product, coupon, account }
            .Select(async grain => (await cluster.SiloOfAsync(grain)).SiloAddress))).Distinct().Count());
        return order;

        async Task In(int silo, Func<Task> call)
        {
            CommerceCluster.Hint(cluster.Silos[silo % cluster.Silos.Count]);
            await call();
        }
    }
}
