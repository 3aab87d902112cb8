using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Coupons;

[Collection(ProcessTests.Name)]
public sealed class SiloKilledTests(StoreFixture stores, ITestOutputHelper output)
{
    private const long CouponId = 77_001;
    private const int Quantity = 18_000;
    private const int Customers = 20_000;
    private const int Clients = 48;
    private const int Kills = 5;
    private const int AskedAgain = 20;

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Issue_SiloKilledFiveTimesUnderLoad_LosesNothingAcknowledged(StoreKind kind)
    {
        var random = new Random(Seeds.Next(output));
        var store = await stores.NewAsync(kind);
        // Snapshots often, so that some kills meet one half written.
        await using var silo = new SiloProcess([.. store.Settings, "--Journal:SnapshotEvery=500", "--Demo:Load=false"]);
        await silo.StartAsync();
        var client = new CouponClient(silo.Http);
        await client.PutAsync(CouponId, Quantity);

        var customers = Enumerable.Range(1, Customers).Select(id => (long)id).ToArray();
        random.Shuffle(customers);
        var load = new CouponLoad(client, CouponId, customers);
        var running = load.RunAsync(Clients);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var moment = load.Acknowledged.Count + random.Next(200, 1_300);
            await (await Task.WhenAny(running, load.AcknowledgedAsync(moment)));
            Assert.False(running.IsCompleted);
            await AssertStillHeldAsync(client, random, load);
            var unanswered = load.Unanswered;
            await silo.KillAsync();
            output.WriteLine($"Kill {kill} after {moment} acknowledged pieces.");
            silo.Launch(); // the customers are at its door before it is ready
            await Eventually.HoldsAsync("a request cut off", () => Task.FromResult(load.Unanswered > unanswered));
        }
        await running;

        (await IssuedPieces.InJournalAsync(store, CouponId)).AssertAllIssued(Quantity, load);
        await store.OutboxDrainedAsync();
        (await IssuedPieces.InReadTableAsync(store, CouponId)).AssertAllIssued(Quantity, load);
        var verified = await SiloProgram.RunAsync(silo.Directory, ["verify", .. store.Settings]);
        Assert.True(verified.ExitCode == 0, verified.Output);
        output.WriteLine($"{load.Acknowledged.Count} acknowledged, {load.ToldTheyHaveOne.Count()} told on asking again, " +
            $"{load.Unanswered} unanswered.");
    }

    private static async Task AssertStillHeldAsync(CouponClient client, Random random, CouponLoad load)
    {
        foreach (var customer in random.GetItems([.. load.Acknowledged.Keys], AskedAgain))
        {
            var again = await client.IssueAsync(CouponId, customer);
            Assert.Equal((HttpStatusCode.Conflict, "COUPON_ALREADY_ISSUED"), (again.Status, again.Code));
        }
    }
}
