using System.Globalization;
using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Storage;

/// <summary>A silo as it comes, on a server that allows as few connections as servers do.</summary>
[Collection(ProcessTests.Name)]
public sealed class ConnectionsTests(ITestOutputHelper output)
{
    private const int Clients = 64;
    private const int OrdersOfEach = 30;
    private const int Products = 20;

    [MariaDbTheory]
    [InlineData(151)] // the default of MySQL and MariaDB
    [InlineData(20)]
    public async Task Orders_ServerAllowsFewConnections_NoneIsRefused(int allowed)
    {
        var random = new Random(Seeds.Next(output));
        await using var server =
            await MariaDbServer.StartNewAsync(string.Create(CultureInfo.InvariantCulture, $"--max-connections={allowed}"));
        var store = SiloStore.MySql(await server.CreateDatabaseAsync() + ";Pooling=false");
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=true"]);
        await silo.StartAsync();
        var shop = new ShopClient(silo.Http);
        foreach (var product in Enumerable.Range(1, Products))
            await shop.PutProductAsync(product, price: 1_000, stock: 1_000_000);
        var turns = Enumerable.Range(0, Clients)
            .Select(_ => Enumerable.Range(0, OrdersOfEach)
                .Select(_ => (Customer: random.Next(1_001, 3_001), Product: random.Next(1, Products + 1))).ToArray())
            .ToArray();

        var answers = await Task.WhenAll(turns.Select(turn => Task.Run(async () =>
        {
            var statuses = new List<HttpStatusCode>();
            foreach (var (customer, product) in turn)
            {
                var placed = await shop.PlaceAsync(customer, null, [product], 1);
                statuses.Add(placed.Status);
                if (placed.Status == HttpStatusCode.Created)
                    statuses.Add((await shop.PayAsync(placed.OrderId)).Status);
            }
            return statuses;
        })));

        Assert.Equal([(HttpStatusCode.Created, 2 * Clients * OrdersOfEach)], answers.SelectMany(own => own)
            .GroupBy(status => status).Select(same => (same.Key, same.Count())));
        Assert.False(silo.Output.Contains("Too many connections", StringComparison.Ordinal), silo.Output);
        var used = (await store.ReadAsync("SHOW GLOBAL STATUS LIKE 'Max_used_connections'", row => row.GetString(1)))[0];
        output.WriteLine($"{used} of {allowed} connections were used at once.");
        Assert.True(int.Parse(used, CultureInfo.InvariantCulture) <= allowed, used);
    }

    [MariaDbFact]
    public async Task Start_ServerPromisesLess_WarnsOfEach()
    {
        await using var server = await MariaDbServer.StartNewAsync("--innodb-flush-log-at-trx-commit=2", "--auto-increment-increment=2");
        await using var silo = new SiloProcess([.. SiloStore.MySql(await server.CreateDatabaseAsync()).Settings, "--Demo:Load=false"]);
        await silo.StartAsync();

        Assert.Contains("innodb_flush_log_at_trx_commit=2", silo.Output, StringComparison.Ordinal);
        Assert.Contains("auto_increment_increment=2", silo.Output, StringComparison.Ordinal);
    }
}
