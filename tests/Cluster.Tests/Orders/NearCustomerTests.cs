using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Cluster;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>An order is made where its customer's balance is, whoever calls first.</summary>
public sealed class NearCustomerTests
{
    private const int Customers = 24;

    [Fact]
    public async Task Place_MarkedWithItsCustomer_IsInTheSiloOfTheBalance()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        await cluster.Client.GetGrain<IProductGrain>(1).Define(new("product", 1_000, [new(1, "one size", 0, 1_000)], null));

        var silos = new HashSet<SiloAddress>();
        for (var customerId = 1; customerId <= Customers; customerId++)
        {
            var way = cluster.Ways[customerId % cluster.Ways.Count];
            var balance = way.GetGrain<IBalanceGrain>(customerId);
            await balance.Open(new("customer", 1_000, null));
            // One made of a key and one made for the request.
            foreach (var id in new[] { Guid.NewGuid(), Guid.CreateVersion7() })
            {
                var order = cluster.Ways[(customerId + 1) % cluster.Ways.Count].GetGrain<IOrderGrain>(id);
                await PlaceAsync(order, customerId);
                var at = (await cluster.SiloOfAsync(order)).SiloAddress;
                Assert.Equal((await cluster.SiloOfAsync(balance)).SiloAddress, at);
                silos.Add(at);
            }
        }

        Assert.Equal(3, silos.Count); // and customers are everywhere
    }

    [Fact]
    public async Task Silo_Lost_OnlyItsCustomersMove()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        var before = await WhereAsync(cluster);
        var lost = cluster.Silos[^1];

        await cluster.KillAsync(lost);
        foreach (var customerId in before.Keys)
            await CommerceCluster.DeactivateAsync(cluster.Client.GetGrain<IBalanceGrain>(customerId));
        var after = await WhereAsync(cluster);

        Assert.All(before.Where(customer => !customer.Value.Equals(lost.SiloAddress)),
            customer => Assert.Equal(customer.Value, after[customer.Key]));
    }

    private static async Task PlaceAsync(IOrderGrain order, long customerId)
    {
        NearCustomer.Mark(customerId); // of this method's flow alone
        Assert.Equal(PlaceOrderStatus.Placed, (await order.Place(new(customerId, null, [new(1, 1, 1)], null, null))).Outcome!.Status);
    }

    private static async Task<Dictionary<long, SiloAddress>> WhereAsync(CommerceCluster cluster)
    {
        var where = new Dictionary<long, SiloAddress>();
        for (var customerId = 1; customerId <= Customers; customerId++)
        {
            var balance = cluster.Client.GetGrain<IBalanceGrain>(customerId);
            await balance.Open(new("customer", 1_000, null));
            where[customerId] = (await cluster.SiloOfAsync(balance)).SiloAddress;
        }
        return where;
    }
}
