using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Orders;

[Collection(ProcessTests.Name)]
public sealed class PaymentsKilledTests(StoreFixture stores, ITestOutputHelper output)
{
    private const int Clients = 48;
    private const int Kills = 5; // and more, up to the most, while no kill has met a payment under way
    private const int KillsAtTheMost = 25;
    private const int Campaigns = 40;
    private const long FirstCampaign = 77_201;
    private const long HotProduct = 7;
    private const long ScarceProduct = 8;
    private const long Poor = 5; // its balance runs out, and is filled up again by charges

    private static readonly long[] s_customers = [1, 2, 3, 4, Poor];

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Pay_SiloKilledAgainAndAgainUnderLoad_LosesNothingAcknowledgedAndEndsEveryPayment(StoreKind kind)
    {
        var random = new Random(Seeds.Next(output));
        var store = await stores.NewAsync(kind);
        // Snapshots often, so that some kills meet one half written.
        await using var silo = new SiloProcess([.. store.Settings, "--Journal:SnapshotEvery=200", "--Demo:Load=false"]);
        await silo.StartAsync();
        var load = new OrderLoad(new ShopClient(silo.Http), await StockAsync(silo, random), random.Next());
        var running = load.RunAsync(Clients);
        var cutShort = 0L;
        for (var kill = 1; kill <= Kills || (cutShort == 0 && kill <= KillsAtTheMost); kill++)
        {
            var moment = load.Paid.Count + random.Next(100, 500);
            await (await Task.WhenAny(running, load.PaidAsync(moment)));
            var unanswered = load.Unanswered;
            await Task.Delay(random.Next(20)); // anywhere, not only where a batch was just answered
            await silo.KillAsync();
            var open = await store.CountAsync("SELECT COUNT(*) FROM open_work");
            cutShort += open;
            output.WriteLine($"Kill {kill} after {moment} acknowledged payments, {open} under way.");
            silo.Launch(); // the customers are at its door before it is ready
            await Eventually.HoldsAsync("a request cut off", () => Task.FromResult(load.Unanswered > unanswered));
        }
        await (await Task.WhenAny(running, load.PaidAsync(load.Paid.Count + 100))); // it serves again
        load.Stop();
        await running;

        Assert.NotEqual(0, cutShort);
        await Eventually.HoldsAsync("every payment to end", async () => await store.CountAsync("SELECT COUNT(*) FROM open_work") == 0);
        await store.OutboxDrainedAsync();
        var stored = await StoredShop.InJournalAsync(store);
        stored.AssertHasAll(load);
        await silo.KillAsync();
        var verified = await SiloProgram.RunAsync(silo.Directory, ["verify", .. store.Settings]);
        Assert.True(verified.ExitCode == 0, verified.Output);
        output.WriteLine($"{load.Paid.Count} payments acknowledged, {stored.PaidOrders} orders paid, {load.GivenUp.Count} given up; " +
            $"{load.CustomerOfCharge.Count} charges; "
            + $"{load.Unanswered} requests unanswered; refused: {string.Join(", ", load.Refused.CountBy(refused => refused.Value))}.");
    }

    /// <summary>Customers, products, and coupons each of whose pieces is tried for two orders.</summary>
    private static async Task<OrderLoadPlan> StockAsync(SiloProcess silo, Random random)
    {
        var (shop, coupons) = (new ShopClient(silo.Http), new CouponClient(silo.Http));
        foreach (var customer in s_customers)
            await shop.PutCustomerAsync(customer, openingBalance: customer == Poor ? 100_000 : 100_000_000_000);
        await shop.PutProductAsync(HotProduct, price: 1_500, stock: 1_000_000);
        await shop.PutProductAsync(ScarceProduct, price: 700, stock: 300);
        var pieces = new List<(long, long)>();
        for (var coupon = FirstCampaign; coupon < FirstCampaign + Campaigns; coupon++)
        {
            await coupons.PutAsync(coupon, s_customers.Length);
            foreach (var customer in s_customers)
            {
                await coupons.IssueAsync(coupon, customer);
                pieces.AddRange([(coupon, customer), (coupon, customer)]);
            }
        }
        var shuffled = pieces.ToArray();
        random.Shuffle(shuffled);
        return new(s_customers, HotProduct, ScarceProduct, shuffled);
    }
}
