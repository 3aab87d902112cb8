using Commerce.Journaling;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Orders;

/// <summary>Payments of 0.1.0 that are under way at an upgrade: their steps' ids are texts that a client's key can be.</summary>
public sealed class StepIdTests
{
    private const long Coupon = 4_001;
    private const long Stranger = 900_001; // has no piece yet: what is refused uses no id

    [Fact]
    public async Task Pay_ItsStepsDoneBeforeTheUpgrade_AreNotDoneAgain()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = await StartedBeforeAsync(cluster, shop, ClusterShop.Customer);
        var orderId = order.GetPrimaryKey();
        Assert.Equal(2 * ClusterShop.Price - ClusterShop.Discount, (await order.Get())!.TotalAmount - (await order.Get())!.DiscountAmount);
        var debit = new Balances.DebitBalance(2 * ClusterShop.Price - ClusterShop.Discount, orderId, SagaStep.Id(orderId, 1, "debit",
            null), null);
        await shop.Account(ClusterShop.Customer).Debit(debit);

        Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);

        Assert.Equal(1, await shop.DebitsAsync(orderId));
        await shop.AssertLawsHoldAsync();
    }

    [Theory]
    [InlineData("debit")]
    [InlineData("redeem")]
    [InlineData("deduct/7")]
    [InlineData("deduct/8")]
    public async Task Pay_IdOfAStepUsedByAClient_GivesBackAndIsRefusedAndCanBePaidAgain(string step)
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = await StartedBeforeAsync(cluster, shop, ClusterShop.Customer);
        await UseAsync(cluster, shop, SagaStep.Id(order.GetPrimaryKey(), 1, step, null), step, ClusterShop.Customer);

        Assert.Equal(PayOrderStatus.StepIdTaken, (await order.Pay(new(null))).Outcome!.Status);

        Assert.Equal((OrderStatus.Rejected, PayOrderStatus.StepIdTaken), ((await order.Get())!.Status, (await order.Get())!.Rejection));
        await shop.AssertLawsHoldAsync();
        Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);
        await shop.AssertLawsHoldAsync();
    }

    [Theory]
    [InlineData("restore-coupon")]
    [InlineData("restore/7")]
    [InlineData("restore/8")]
    public async Task Pay_IdOfGivingBackUsedByAClient_GivesBackAllTheSame(string step)
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = await StartedBeforeAsync(cluster, shop, ClusterShop.Poor);
        await UseAsync(cluster, shop, SagaStep.Id(order.GetPrimaryKey(), 1, step, null), step, ClusterShop.Poor);

        Assert.Equal(PayOrderStatus.BalanceInsufficient, (await order.Pay(new(null))).Outcome!.Status);

        await shop.AssertLawsHoldAsync();
    }

    /// <summary>An order whose payment an earlier release has started, and not got on with.</summary>
    private static async Task<IOrderGrain> StartedBeforeAsync(CommerceCluster cluster, ClusterShop shop, long customer)
    {
        await shop.NewPieceAsync(Coupon, customer);
        var order = await shop.PlaceAsync(customer, Coupon);
        await CommerceCluster.DeactivateAsync(order);
        var now = DateTimeOffset.UtcNow;
        var started = OrderEventCodec.Instance.Encode(new PaymentStarted(customer, 1, now, null));
        Assert.Equal(1, started.Version);
        var stream = $"order/{order.GetPrimaryKey():N}";
        await cluster.Silos[0].ServiceProvider.GetRequiredService<IJournalWriter>().Append(new JournalSession(stream), new JournalAppend(
            [new JournalEvent(stream, 2, Guid.CreateVersion7(now), started.Type, started.Version, started.Payload, now)], Publish: true,
                WorkChange.Open));
        return order;
    }

    /// <summary>A client's, or an administrator's, command under an id that is a step's.</summary>
    private static async Task UseAsync(CommerceCluster cluster, ClusterShop shop, Guid id, string step, long customer)
    {
        if (step == "debit")
            await shop.Account(customer).Charge(new(1, id));
        else if (step is "redeem" or "restore-coupon")
            await cluster.Campaign(Coupon).Issue(new(Stranger, id));
        else
            await shop.Stand(step[^1] - '0').Define(new("Renamed", ClusterShop.Price, [new(step[^1] - '0', "One size", 0, 1_000)], id));
    }
}
