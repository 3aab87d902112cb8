using Commerce.Journaling;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Orders;

/// <summary>An order asks for its customer only where it is not known that there is one.</summary>
public sealed class KnownCustomerTests
{
    private readonly AppendGate _appends = new();

    [Fact]
    public async Task Place_CustomerWhoseOpeningIsNotDurable_RestsOnIt()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await StartAsync(storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        const long Newcomer = 3;
        var opening = HeldAsync(() => shop.Account(Newcomer).Open(new("Newcomer", ClusterShop.Balance, null)), $"balance/{Newcomer}");

        var rests = await RestsOnAsync(cluster, await opening, Newcomer, orders: 2);

        Assert.Equal([1, 1], rests);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Place_CustomerWhoIsKnown_DoesNotRestOnWhatTheBalanceHasUnderWay()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await StartAsync(storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        await shop.Account(ClusterShop.Customer).Get();
        var charging = HeldAsync(() => shop.Account(ClusterShop.Customer).Charge(new(1, null)), $"balance/{ClusterShop.Customer}");

        var rests = await RestsOnAsync(cluster, await charging, ClusterShop.Customer, orders: 1);

        Assert.Equal([0], rests);
        await shop.AssertLawsHoldAsync();
    }

    /// <summary>One silo, whose journal does not take being held for being stalled.</summary>
    private Task<CommerceCluster> StartAsync(TestStorage storage) =>
        CommerceCluster.StartAsync(1, storage, _appends, ("Journal:StallAfter", "00:10:00"));

    /// <summary>Asks for something, and waits until its append is held.</summary>
    /// <returns>What was asked for.</returns>
    private async Task<Task> HeldAsync(Func<Task> ask, string stream)
    {
        var held = _appends.HoldAsync(name => name == stream);
        var asked = ask();
        await held;
        return asked;
    }

    /// <summary>
    /// Places orders while an append is held, then lets it go. Each is of a product of its own, which could tell of what another rests on.
    /// </summary>
    /// <returns>On how many appends each of them rested.</returns>
    private async Task<IReadOnlyList<int>> RestsOnAsync(CommerceCluster cluster, Task held, long customer, int orders)
    {
        var here = cluster.Silos[0].ServiceProvider.GetRequiredService<JournalContext>().Early;
        var command = ClusterShop.Command(customer);
        var placed = new List<IOrderGrain>();
        var placing = new List<Task>();
        for (var i = 0; i < orders; i++)
        {
            var order = cluster.Client.GetGrain<IOrderGrain>(Guid.CreateVersion7());
            placed.Add(order);
            placing.Add(order.Place(command with { Items = [command.Items[i]] }));
            await Eventually.HoldsAsync("the order to be on its way to the store",
                () => Task.FromResult(here.Find(order)?.Dependencies.Own.IsCompleted == false));
        }
        _appends.Open();
        await held;
        await Task.WhenAll(placing);
        return [.. placed.Select(order => _appends.Committed.SelectMany(batch => batch)
            .Single(append => append.Stream == $"order/{order.GetPrimaryKey():N}").RestsOn.Count)];
    }
}
