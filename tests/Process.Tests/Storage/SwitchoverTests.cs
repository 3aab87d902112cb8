using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;
using MySqlConnector;

namespace Commerce.Storage;

/// <summary>
/// A planned switchover under a running silo: the old primary stays up and takes no writes any more, and new connections
/// lead to the one that has its data.
/// </summary>
[Collection(ProcessTests.Name)]
public sealed class SwitchoverTests
{
    [MariaDbFact]
    public async Task Silo_DatabaseMovesToAnotherServer_GoesOnThereWithoutARestart()
    {
        await using var server = await MariaDbServer.StartNewAsync();
        var former = new MySqlConnectionStringBuilder(await server.CreateDatabaseAsync());
        await using var proxy = new TcpProxy(server.Port);
        var name = new MySqlConnectionStringBuilder(former.ConnectionString) { Port = (uint)proxy.Port };
        await using var silo = new SiloProcess([.. SiloStore.MySql(name.ConnectionString).Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var shop = new ShopClient(silo.Http);
        foreach (var customer in Enumerable.Range(1, 40))
            await shop.PutCustomerAsync(customer, 1_000);
        await SiloStore.MySql(former.ConnectionString).OutboxDrainedAsync();
        await using var next = await server.CopyAsync();
        await Eventually.HoldsAsync("readiness", silo.IsReadyAsync);
        Assert.True(proxy.OpenTo(server.Port) > 0);

        await server.ExecuteAsync("SET GLOBAL read_only = 1");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.ChargeAsync(1, 1)).Status);
        Assert.False(await silo.IsReadyAsync());
        proxy.Target = next.Port;

        await Eventually.HoldsAsync("a charge", async () => (await shop.ChargeAsync(1, 5)).Status == HttpStatusCode.OK);
        await Eventually.HoldsAsync("readiness", silo.IsReadyAsync);
        foreach (var customer in Enumerable.Range(2, 39))
            Assert.Equal(HttpStatusCode.OK, (await shop.ChargeAsync(customer, 5)).Status);
        await Eventually.HoldsAsync("the old server to be let go", () => Task.FromResult(proxy.OpenTo(server.Port) == 0));
        Assert.Equal(40, await SiloStore.MySql(next.ConnectionStringFor(former.Database)).CountAsync(
            "SELECT COUNT(DISTINCT stream) FROM journal WHERE stream LIKE 'balance/%' AND seq = 2"));
        Assert.Single(silo.Output.Split("the store cannot be reached").Skip(1)); // one line
    }
}
