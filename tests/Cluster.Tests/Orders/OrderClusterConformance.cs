using Commerce.Balances;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>Orders and payments in a cluster of three silos, on every dialect.</summary>
public abstract partial class OrderClusterConformance
{
    private const int Callers = 50;

    protected abstract Task<TestStorage> NewStorageAsync();

    [ConformanceFact]
    public async Task Pay_FiftyAtOnceOnOneOrder_JoinOnePaymentAndGetOneAnswer()
    {
        var gate = new StepGate();
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage, gate);
        var shop = await ClusterShop.OpenAsync(cluster);
        var order = await shop.PlaceAsync();
        var (orderId, ways) = (order.GetPrimaryKey(), cluster.Ways);
        var held = gate.HoldAsync(typeof(DebitBalance), orderId, done: false);
        var allAsked = gate.PaymentsAskedForAsync(Callers);

        // Half of them bring a key, each its own.
        var paying = Task.WhenAll(Enumerable.Range(0, Callers).Select(i =>
            ways[i % ways.Count].GetGrain<IOrderGrain>(orderId).Pay(new(i % 2 == 0 ? null : Guid.NewGuid()))));
        await held;
        await allAsked;
        await gate.OpenAsync();
        var answers = await paying;

        var answer = Assert.Single(answers.Select(reply => reply.Outcome).Distinct())!;
        Assert.Equal((PayOrderStatus.Paid, 2 * ClusterShop.Price), (answer.Status, answer.Amount));
        Assert.Equal(1, await shop.DebitsAsync(orderId));
        Assert.Equal(ClusterShop.Balance - answer.Amount, (await shop.Account(ClusterShop.Customer).Get())!.Balance);
        Assert.Equal(PayOrderStatus.AlreadyPaid, (await order.Pay(new(null))).Outcome!.Status);
        await shop.AssertLawsHoldAsync();
    }

    [ConformanceFact]
    public async Task Pay_AtAnyMomentAroundThePayment_ChargesOnceAndAnswersConsistently()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        var shop = await ClusterShop.OpenAsync(cluster);
        var (orderId, ways) = ((await shop.PlaceAsync()).GetPrimaryKey(), cluster.Ways);

        var answers = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i =>
        {
            for (var hops = 0; hops < i; hops++)
                await shop.Account(ClusterShop.Customer).Get(); // later ones come later, some of them when all is over
            return (await ways[i % ways.Count].GetGrain<IOrderGrain>(orderId).Pay(new(null))).Outcome!;
        }));

        Assert.All(answers, answer => Assert.True(answer.Status is PayOrderStatus.Paid or PayOrderStatus.AlreadyPaid, answer.ToString()));
        Assert.Single(answers.Where(answer => answer.Status == PayOrderStatus.Paid).Distinct());
        Assert.Equal(1, await shop.DebitsAsync(orderId));
        await shop.AssertLawsHoldAsync();
    }

    [ConformanceFact]
    public async Task Pay_TwoOrdersOfOneCustomerAtTheSameMoment_PaysBoth()
    {
        const int Rounds = 10;
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        var shop = await ClusterShop.OpenAsync(cluster);

        for (var round = 0; round < Rounds; round++)
        {
            var coupon = await shop.NewPieceAsync(4_001 + round, ClusterShop.Customer);
            IOrderGrain[] orders = [await shop.PlaceAsync(coupon: coupon), await shop.PlaceAsync()];
            var answers = await Task.WhenAll(orders.Select(order => order.Pay(new(null))));
            Assert.All(answers, answer => Assert.Equal(PayOrderStatus.Paid, answer.Outcome!.Status));
        }

        Assert.Equal(ClusterShop.Balance - Rounds * (4 * ClusterShop.Price - ClusterShop.Discount),
            (await shop.Account(ClusterShop.Customer).Get())!.Balance);
        await shop.AssertLawsHoldAsync();
    }
}

public sealed class SqliteOrderClusterTests : OrderClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbOrderClusterTests : OrderClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}
