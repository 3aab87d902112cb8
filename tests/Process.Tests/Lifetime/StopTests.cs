using System.Net;
using Commerce.Coupons;
using Commerce.Testing;

namespace Commerce.Lifetime;

[Collection(ProcessTests.Name)]
public sealed class StopTests(StoreFixture stores)
{
    private const long CouponId = 77_201;
    private const int Quantity = 3_000;
    private const int Clients = 48;

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Stop_UnderLoad_EndsInOrderAndKeepsWhatWasAcknowledged(StoreKind kind)
    {
        var store = await stores.NewAsync(kind);
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var client = new CouponClient(silo.Http);
        await client.PutAsync(CouponId, Quantity);

        var load = new CouponLoad(client, CouponId, Enumerable.Range(1, Quantity).Select(id => (long)id));
        var running = load.RunAsync(Clients);
        await (await Task.WhenAny(running, load.AcknowledgedAsync(500)));
        Assert.Equal(0, await silo.StopAsync());
        Assert.False(running.IsCompleted);
        // Too few events for a snapshot under way: this is the one of the grain's orderly end.
        Assert.NotEqual(0, await store.CountAsync("SELECT COUNT(*) FROM grain_snapshot WHERE payload IS NOT NULL"));

        await silo.StartAsync();
        await running;
        (await IssuedPieces.InJournalAsync(store, CouponId)).AssertAllIssued(Quantity, load);
    }

    [Fact]
    public async Task Stop_WithDrainDelay_SaysNotReadyWhileItServes()
    {
        var store = await stores.NewAsync(StoreKind.Sqlite);
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=true", "--Http:DrainDelay=00:01:00"]);
        await silo.StartAsync();

        silo.Signal("TERM");

        await Eventually.HoldsAsync("readiness to end", async () => !await silo.IsReadyAsync());
        for (var customer = 1001; customer <= 1100; customer++)
        {
            using var newcomer = new HttpClient { BaseAddress = silo.Address }; // comes with a connection of its own
            Assert.Equal(HttpStatusCode.Created, (await new CouponClient(newcomer).IssueAsync(4001, customer)).Status);
        }
        Assert.False(await silo.IsReadyAsync()); // still there to say so
    }
}
