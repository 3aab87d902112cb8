using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Journaling;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Orders;

/// <summary>What may leave a grain before it is durable, and what may not.</summary>
public sealed class EarlyAnswerTests
{
    private readonly AppendGate _appends = new();

    [Fact]
    public async Task Pay_AllInOneSilo_IsOneTransaction()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, _appends);
        var shop = await ClusterShop.OpenAsync(cluster);

        var payment = await InOneTransactionAsync(async () =>
        {
            var order = await shop.PlaceAsync();
            return async () => Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);
        });

        Assert.Equal(["order", "product", "product", "balance", "order"],
            payment.Select(append => append.Stream[..append.Stream.IndexOf('/', StringComparison.Ordinal)]));
        Assert.Equal((WorkChange.Open, WorkChange.Close), (payment[0].Work, payment[^1].Work));
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task PlaceAndPay_AllInOneSilo_IsOneTransaction()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, _appends);
        var shop = await ClusterShop.OpenAsync(cluster);

        var placement = await InOneTransactionAsync(() => Task.FromResult<Func<Task>>(async () =>
        {
            var reply = await cluster.Client.GetGrain<IOrderGrain>(Guid.CreateVersion7()).PlaceAndPay(ClusterShop.Command());
            Assert.Equal(PayOrderStatus.Paid, reply.Outcome!.Payment!.Status);
        }));

        Assert.Equal(6, placement.Count);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Answer_RestsOnWhatIsNotDurable_DoesNotLeaveTheSilo()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, _appends);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = await shop.PlaceAsync();
        var isDurable = false;
        var held = _appends.HoldAsync(stream => stream.StartsWith("balance/", StringComparison.Ordinal));

        var charging = WhenDurableAsync(shop.Account(ClusterShop.Customer).Charge(new(1, null)));
        await held;
        var paying = WhenDurableAsync(order.Pay(new(null)));
        Task[] asking =
        [
            charging, paying,
            WhenDurableAsync(shop.Account(ClusterShop.Customer).Get()),
            WhenDurableAsync(shop.Account(ClusterShop.Customer).Debit(new(2 * ClusterShop.Balance, Guid.NewGuid(), null, null))),
                // refused, on that ground
            WhenDurableAsync(shop.Account(ClusterShop.Customer).GetHistory(1, 0)),
        ];
        await OthersAnswerAsync(shop);
        isDurable = true;
        _appends.Open();

        await Task.WhenAll(asking);
        await shop.AssertLawsHoldAsync();

        async Task WhenDurableAsync<TAnswer>(Task<TAnswer> answer)
        {
            var told = await answer;
            Assert.True(isDurable, $"{told} was answered before what it rests on was durable.");
        }
    }

    [Fact]
    public async Task Pay_GrainsInThreeSilos_NoStepIsDurableBeforeThePaymentsStart()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(3, storage, _appends);
        var (shop, order) = await PinnedAsync(cluster);
        var stream = $"order/{order.GetPrimaryKey():N}";
        var held = _appends.HoldAsync(name => name == stream);
        var before = _appends.Committed.Count;

        var paying = order.Pay(new(null));
        await held;
        await OthersAnswerAsync(shop);
        Assert.Empty(_appends.Committed.Skip(before));
        _appends.Open();

        Assert.Equal(PayOrderStatus.Paid, (await paying).Outcome!.Status);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Pay_GrainThatMovedAwayMeanwhile_IsAskedAgainWhenTheStartIsDurable()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(3, storage, _appends);
        var (shop, order) = await PinnedAsync(cluster);
        // The order's silo takes them for its own, as it does for the moment in which they move.
        var silo = await cluster.SiloOfAsync(order);
        var here = silo.ServiceProvider.GetRequiredService<JournalContext>().Early;
        foreach (IGrain elsewhere in new IGrain[] { shop.Stand(), shop.Account(ClusterShop.Customer) })
        {
            Assert.NotEqual(silo.SiloAddress, (await cluster.SiloOfAsync(elsewhere)).SiloAddress);
            here.Add(elsewhere.GetGrainId(), null!);
        }
        var stream = $"order/{order.GetPrimaryKey():N}";
        var held = _appends.HoldAsync(name => name == stream);
        var before = _appends.Committed.Count;

        var paying = order.Pay(new(null));
        await held;
        await OthersAnswerAsync(shop);
        Assert.Empty(_appends.Committed.Skip(before));
        _appends.Open();

        Assert.Equal(PayOrderStatus.Paid, (await paying).Outcome!.Status);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Pay_OrderFencedInTheMiddle_NothingOfItIsDurableAndItIsPaidByTheNextActivation()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, _appends);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = await shop.PlaceAsync();
        var stream = $"order/{order.GetPrimaryKey():N}";
        var services = cluster.Silos[0].ServiceProvider;
        await using (var other = services.GetRequiredService<IJournalStore>().CreateAppender())
        {
            var now = DateTimeOffset.UtcNow;
            await other.AppendAsync([new([new(stream, 2, Guid.CreateVersion7(), AnsweredCommand.EventType, 1, "{}"u8.ToArray(), now)],
                false)], default);
        }
        var before = _appends.Committed.Count;

        Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);

        // Of one payment; the one that was lost took all that rested on it along.
        Assert.Equal(5, _appends.Committed.Skip(before).Sum(transaction => transaction.Count));
        await shop.AssertLawsHoldAsync();
    }

    /// <summary>
    /// The one transaction that it was. The first times take longer than appends are deferred for, so it may take some.
    /// </summary>
    private async Task<IReadOnlyList<JournalAppend>> InOneTransactionAsync(Func<Task<Func<Task>>> prepare)
    {
        for (var left = 50; left > 0; left--)
        {
            var run = await prepare();
            var before = _appends.Committed.Count;
            await run();
            if (_appends.Committed.Skip(before).ToList() is [var only])
                return only;
        }
        throw new InvalidOperationException("It always was more than one.");
    }

    /// <summary>Grains that nothing is held of answer, often enough for everybody who would answer early to have done so.</summary>
    private static async Task OthersAnswerAsync(ClusterShop shop)
    {
        for (var i = 0; i < 50; i++)
            await shop.Account(ClusterShop.Poor).Get();
    }

    /// <summary>A shop with an order in one silo, its products in another, and its customer's balance in a third.</summary>
    private static async Task<(ClusterShop Shop, IOrderGrain Order)> PinnedAsync(CommerceCluster cluster)
    {
        // The first call makes the activation, in the silo that it hints at; opening a shop twice is a non-event.
        foreach (var product in new long[] { 7, 8 })
            await In(1, () => cluster.Client.GetGrain<IProductGrain>(product).Define(new("Product", ClusterShop.Price, [new(product,
                "One size", 0, 1_000)], null)));
        await In(2, () => cluster.Client.GetGrain<IBalanceGrain>(ClusterShop.Customer).Open(new("Customer", ClusterShop.Balance, null)));
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = cluster.Client.GetGrain<IOrderGrain>(Guid.CreateVersion7());
        await In(0, () => order.Place(ClusterShop.Command()));
        Assert.Equal(3, (await Task.WhenAll(new IGrain[] { order, shop.Stand(), shop.Account(ClusterShop.Customer) }
            .Select(async grain => (await cluster.SiloOfAsync(grain)).SiloAddress))).Distinct().Count());
        return (shop, order);

        async Task In(int silo, Func<Task> call)
        {
            CommerceCluster.Hint(cluster.Silos[silo]);
            await call();
        }
    }
}
