using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;

namespace Commerce.Storage;

/// <summary>The way to the database leads to another store all at once.</summary>
[Collection(ProcessTests.Name)]
public sealed class ForeignStoreTests : IDisposable
{
    private const string OtherIdentity = "00000000000000000000000000000abc";

    private readonly TempFolder _folder = new();

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Silo_AnotherStoreIsInItsPlace_RefusesUntilItIsAccepted(StoreKind kind)
    {
        await using var store = await RewindableStore.NewAsync(kind);
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var shop = new ShopClient(silo.Http);
        await shop.PutCustomerAsync(1, 1_000);
        var former = Assert.Single(await store.Now.ReadAsync("SELECT identity FROM store_identity", row => row.GetString(0)));
        await store.KeepAsync();
        await store.ChangeKeptAsync($"UPDATE store_identity SET identity = '{OtherIdentity}'");
        await Eventually.HoldsAsync("a charge", async () => (await shop.ChargeAsync(1, 1)).Status == HttpStatusCode.OK);
        await store.PutBackAsync();

        await Eventually.HoldsAsync("a refusal", async () => (await shop.ChargeAsync(1, 1)).Status == HttpStatusCode.ServiceUnavailable);
        await Eventually.HoldsAsync("readiness to end", async () => !await silo.IsReadyAsync());
        var events = await store.Now.CountAsync("SELECT COUNT(*) FROM journal");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.ChargeAsync(1, 1)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.ChargeAsync(2, 1)).Status); // nothing is read from it either
        Assert.Equal(events, await store.Now.CountAsync("SELECT COUNT(*) FROM journal"));
        Assert.Contains($"Silo accept-store {former}", silo.Output, StringComparison.Ordinal);

        var wrong = await SiloProgram.RunAsync(_folder.Path, ["accept-store", "yes", .. store.Now.Settings]);
        Assert.True(wrong.ExitCode == 1 && wrong.Output.Contains("identity", StringComparison.Ordinal), wrong.Output);
        var accepted = await SiloProgram.RunAsync(_folder.Path, ["accept-store", former, .. store.Now.Settings]);
        Assert.True(accepted.ExitCode == 0 && accepted.Output.Contains($"stands in for store {former}", StringComparison.Ordinal),
            accepted.Output);

        await Eventually.HoldsAsync("readiness", silo.IsReadyAsync);
        await Eventually.HoldsAsync("a charge", async () => (await shop.ChargeAsync(1, 5)).Status == HttpStatusCode.OK);
        Assert.Equal(0, await silo.StopAsync());
        var verified = await SiloProgram.RunAsync(_folder.Path, ["verify", .. store.Now.Settings]);
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    public void Dispose() => _folder.Dispose();
}
