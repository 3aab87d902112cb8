using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>Whether an order's stream is read when its grain is made.</summary>
public sealed class NewOrderTests
{
    private readonly AppendGate _appends = new();

    [Fact]
    public async Task Place_IdMadeForTheRequest_NothingIsRead()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, _appends);
        var shop = await ClusterShop.OpenAsync(cluster);

        var order = cluster.Client.GetGrain<IOrderGrain>(Guid.CreateVersion7());
        Assert.Equal(PlaceOrderStatus.Placed, (await PlaceAsNewAsync(order)).Outcome!.Status);
        Assert.DoesNotContain(StreamOf(order), _appends.Read);
        await CommerceCluster.DeactivateAsync(order);
        Assert.Equal(OrderStatus.Placed, (await order.Get())!.Status);

        var determined = cluster.Client.GetGrain<IOrderGrain>(Guid.NewGuid());
        await determined.Place(ClusterShop.Command());
        Assert.Contains(StreamOf(determined), _appends.Read);
        await shop.AssertLawsHoldAsync();
    }

    [Fact]
    public async Task Place_IdMarkedAsNewThatIsNot_IsFencedOffAndTheOrderStaysAsItIs()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, _appends);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = await shop.PlaceAsync();
        await order.Pay(new(null));
        await CommerceCluster.DeactivateAsync(order);

        await Assert.ThrowsAsync<CommerceUnavailableException>(() => PlaceAsNewAsync(order));

        await Eventually.HoldsAsync("the order to be read again", async () =>
        {
            try
            {
                return (await order.Get())!.Status == OrderStatus.Paid;
            }
            catch (CommerceUnavailableException)
            {
                return false;
            }
        });
        await shop.AssertLawsHoldAsync();
    }

    private static async Task<Reply<PlaceOrderOutcome>> PlaceAsNewAsync(IOrderGrain order)
    {
        NewOrder.Mark(order.GetPrimaryKey()); // of this method's flow alone
        return await order.Place(ClusterShop.Command());
    }

    private static string StreamOf(IOrderGrain order) => $"order/{order.GetPrimaryKey():N}";
}
