using Commerce.Cluster;
using Commerce.Testing;
using Orleans.Runtime.Placement;

namespace Commerce.Orders;

/// <summary>Open orders are counted in one silo for each customer, whoever is asked, and wherever they are paid.</summary>
public sealed class OpenOrdersTests
{
    [Fact]
    public async Task Orders_ByEveryWay_AreCountedTogether_AndOneThatIsPaidInAnotherSiloIsNoLongerOpen()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(2, storage, ("Orders:MaxOpen", "1"));
        await ClusterShop.OpenAsync(cluster);
        var first = Guid.NewGuid();

        Assert.Equal(PlaceOrderStatus.Placed, await PlaceAsync(cluster.Ways[0], first));
        foreach (var way in cluster.Ways)
            Assert.Equal(PlaceOrderStatus.TooManyOpen, await PlaceAsync(way, Guid.NewGuid()));

        await PayElsewhereAsync(cluster, cluster.Client.GetGrain<IOrderGrain>(first));
        await Eventually.HoldsAsync("the customer's silo to hear of the payment",
            async () => await PlaceAsync(cluster.Ways[1], Guid.NewGuid()) == PlaceOrderStatus.Placed);
        Assert.Equal(PlaceOrderStatus.TooManyOpen, await PlaceAsync(cluster.Ways[0], Guid.NewGuid()));
    }

    [Fact]
    public async Task Order_ThatTheJournalDidNotTake_IsNotOpen()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, ("Orders:MaxOpen", "1"));
        var shop = await ClusterShop.OpenAsync(cluster);
        var paid = await shop.PlaceAsync();
        await paid.Pay(new(null));
        await CommerceCluster.DeactivateAsync(paid);

        // It is said to be new, so nothing is read, and its first event is fenced off.
        await Assert.ThrowsAsync<CommerceUnavailableException>(() => PlaceAsNewAsync(paid));

        await Eventually.HoldsAsync("the order not to be counted",
            async () => await PlaceAsync(cluster.Client, Guid.NewGuid()) == PlaceOrderStatus.Placed);
    }

    // An order that nobody asked for lately is made where its own id says, which for some orders is another silo; here for this one.
    private static async Task PayElsewhereAsync(CommerceCluster cluster, IOrderGrain order)
    {
        var placedIn = (await cluster.SiloOfAsync(order)).SiloAddress;
        var elsewhere = cluster.Silos.First(silo => !silo.SiloAddress.Equals(placedIn));
        await Eventually.HoldsAsync("the order to be in another silo", async () =>
        {
            await CommerceCluster.DeactivateAsync(order); // a call that knows the old place may make it there again
            CommerceCluster.Hint(elsewhere);
            await order.Get();
            RequestContext.Remove(IPlacementDirector.PlacementHintKey); // else everything that a payment asks would be there
            return elsewhere.SiloAddress.Equals(await cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(order));
        });
        Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);
    }

    private static async Task<PlaceOrderStatus> PlaceAsync(IGrainFactory way, Guid orderId)
    {
        NearCustomer.Mark(ClusterShop.Customer); // of this method's flow alone
        return (await way.GetGrain<IOrderGrain>(orderId).Place(ClusterShop.Command())).Outcome!.Status;
    }

    private static async Task PlaceAsNewAsync(IOrderGrain order)
    {
        NewOrder.Mark(order.GetPrimaryKey()); // of this method's flow alone
        await order.Place(ClusterShop.Command());
    }
}
