using System.Collections.Concurrent;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Journaling;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Orders;

/// <summary>What an order is decided on is looked at where it is in its silo, and the order rests on it all the same.</summary>
public sealed class LookTests
{
    private const long NewPrice = ClusterShop.Price + 1;
    private const long Newcomer = 3;

    private readonly AppendGate _appends = new();
    private readonly Calls _calls = new();

    [Fact]
    public async Task Place_CustomerAndProductsHere_AsksNobody()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await StartAsync(storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        await shop.PlaceAsync();
        _calls.Questions.Clear();

        var order = await shop.PlaceAsync();
        await order.Pay(new(null));

        Assert.Empty(_calls.Questions);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Place_CustomerWhoseOpeningIsNotDurable_RestsOnIt()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await StartAsync(storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var opening = await HeldAsync(() => shop.Account(Newcomer).Open(new("Newcomer", ClusterShop.Balance, null)), $"balance/{Newcomer}");

        var (order, restsOn) = await PlaceBehindAsync(opening, cluster, ClusterShop.Command(Newcomer));

        Assert.Equal(PlaceOrderStatus.Placed, order.Status);
        Assert.Equal(1, restsOn);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Place_PriceThatIsNotDurable_IsPlacedAtItAndRestsOnIt()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await StartAsync(storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var command = ClusterShop.Command();
        command = command with { Items = [command.Items[0]] };
        var product = command.Items[0].ProductId;
        var pricing = await HeldAsync(
            () => shop.Stand(product).Define(new("Product under test", NewPrice, [new(product, "One size", 0, 1_000)], null)),
            $"product/{product}");

        var (order, restsOn) = await PlaceBehindAsync(pricing, cluster, command);

        Assert.Equal(NewPrice, order.Order!.TotalAmount);
        Assert.Equal(1, restsOn);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Place_ProductThatRestsOnWhatWasLost_AsksItSoThatItEnds()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await StartAsync(storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var here = cluster.Silos[0].ServiceProvider.GetRequiredService<JournalContext>().Early;
        var lost = new CommitDependencies();
        lost.Carry(_ => Task.FromException(new CommerceUnavailableException("Lost.") { IsUndone = true }));
        here.Find(shop.Stand())!.Dependencies.Inherit(lost);

        await shop.PlaceAsync();

        Assert.Contains(_calls.Questions, asked => asked == $"{shop.Stand().GetGrainId()}");
        await shop.AssertLawsHoldAsync();
    }

    /// <summary>One silo, whose journal does not take being held for being stalled.</summary>
    private Task<CommerceCluster> StartAsync(TestStorage storage) =>
        CommerceCluster.StartAsync(1, storage, _calls, _appends, ("Journal:StallAfter", "00:10:00"));

    /// <summary>Asks for something, and waits until its append is held.</summary>
    /// <returns>What was asked for.</returns>
    private async Task<Task> HeldAsync(Func<Task> ask, string stream)
    {
        var held = _appends.HoldAsync(name => name == stream);
        var asked = ask();
        await held;
        return asked;
    }

    /// <summary>Places an order while an append is held, and lets that go when the order is decided.</summary>
    /// <returns>What became of it, and on how many appends its first one rested.</returns>
    private async Task<(PlaceOrderOutcome Order, int RestsOn)> PlaceBehindAsync(Task held, CommerceCluster cluster, PlaceOrder command)
    {
        var here = cluster.Silos[0].ServiceProvider.GetRequiredService<JournalContext>().Early;
        var order = cluster.Client.GetGrain<IOrderGrain>(Guid.CreateVersion7());
        var placing = order.Place(command);
        await Eventually.HoldsAsync("the order to be on its way to the store",
            () => Task.FromResult(here.Find(order)?.Dependencies.Own.IsCompleted == false));
        Assert.Empty(_calls.Questions); // opening the shop made them active
        _appends.Open();
        await held;
        var outcome = (await placing).Outcome!;
        return (outcome, _appends.Committed.SelectMany(batch => batch)
            .First(append => append.Stream == $"order/{order.GetPrimaryKey():N}").RestsOn.Count);
    }

    /// <summary>Notes who is asked for what it could show.</summary>
    private sealed class Calls : IIncomingGrainCallFilter
    {
        public ConcurrentQueue<string> Questions { get; } = [];

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is IBalanceGrain or IProductGrain && context.MethodName == nameof(IProductGrain.Get))
                Questions.Enqueue($"{context.TargetId}");
            return context.Invoke();
        }
    }
}
