using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Coupons;

[Collection(ProcessTests.Name)]
public sealed class DatabaseKilledTests(ITestOutputHelper output)
{
    private const long CouponId = 77_101;
    private const long OtherCouponId = 77_102;
    private const int Quantity = 5_000;
    private const int Customers = 5_500;
    private const int Clients = 48;

    [MariaDbFact]
    public async Task Issue_DatabaseKilledUnderLoad_IsUnavailableUntilItIsBackAndLosesNothing()
    {
        var random = new Random(Seeds.Next(output));
        await using var server = await MariaDbServer.StartNewAsync();
        var store = SiloStore.MySql(await server.CreateDatabaseAsync());
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var client = new CouponClient(silo.Http);
        await client.PutAsync(CouponId, Quantity);
        await client.PutAsync(OtherCouponId, Quantity);

        var load = new CouponLoad(client, CouponId, Enumerable.Range(1, Customers).Select(id => (long)id));
        var running = load.RunAsync(Clients);
        var moment = random.Next(500, 2_500);
        await (await Task.WhenAny(running, load.AcknowledgedAsync(moment)));
        await server.KillAsync();
        output.WriteLine($"Database killed after {moment} acknowledged pieces.");

        await Eventually.HoldsAsync("refusals", () => Task.FromResult(load.Unavailable > 0));
        await Eventually.HoldsAsync("readiness to end", async () => !await silo.IsReadyAsync());
        Assert.False(running.IsCompleted);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(silo, $"/coupons/{OtherCouponId}")); // its grain is live and has nothing in doubt

        await server.StartAsync();
        await running;
        await Eventually.HoldsAsync("readiness", silo.IsReadyAsync);
        (await IssuedPieces.InJournalAsync(store, CouponId)).AssertAllIssued(Quantity, load);
        await store.OutboxDrainedAsync();
        (await IssuedPieces.InReadTableAsync(store, CouponId)).AssertAllIssued(Quantity, load);
        Assert.Equal(0, load.Unanswered);
        // an outage is told once, not by every grain it meets
        Assert.DoesNotContain("fail: Orleans", silo.Output, StringComparison.Ordinal);
        output.WriteLine($"{load.Acknowledged.Count} acknowledged, {load.ToldTheyHaveOne.Count()} told on asking again, " +
            $"{load.Unavailable} refused as unavailable.");
    }

    [MariaDbFact]
    public async Task Stop_DatabaseDown_EndsInOrder()
    {
        await using var server = await MariaDbServer.StartNewAsync();
        await using var silo = new SiloProcess([.. SiloStore.MySql(await server.CreateDatabaseAsync()).Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var client = new CouponClient(silo.Http);
        await client.PutAsync(CouponId, Quantity);
        await client.IssueAsync(CouponId, 1);

        await server.KillAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.IssueAsync(CouponId, 2)).Status);

        Assert.Equal(0, await silo.StopAsync());
    }

    private static async Task<HttpStatusCode> StatusAsync(SiloProcess silo, string path)
    {
        using var response = await silo.Http.GetAsync(path);
        return response.StatusCode;
    }
}
