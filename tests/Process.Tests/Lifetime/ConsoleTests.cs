using System.Net;
using Commerce.Testing;

namespace Commerce.Lifetime;

/// <summary>What a person sees who starts the program: what they need, and nothing that grows with the work.</summary>
[Collection(ProcessTests.Name)]
public sealed class ConsoleTests(StoreFixture stores)
{
    private const int MostLinesUntilReady = 18;
    private const int MostLinesWithADatabaseServer = 20; // two more say how its connections are shared
    private const int Orders = 1_000;
    private const int Parallelism = 32;
    private const int FirstCustomer = 1001;
    private const int FirstProduct = 77_001;
    private const int Products = 20;

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Start_LoadsTheDemoData_SaysFewLinesAndWhereToGo(StoreKind kind)
    {
        await using var silo = new SiloProcess([.. (await stores.NewAsync(kind)).Settings, "--Demo:Load=true"]);

        var lines = await LinesUntilReadyAsync(silo);

        Assert.Contains(lines, line => line.Contains("The demo data is loaded.", StringComparison.Ordinal));
        Assert.EndsWith($"Ready. The API is described at {silo.Address}docs", lines[^1], StringComparison.Ordinal);
        var most = kind == StoreKind.Sqlite ? MostLinesUntilReady : MostLinesWithADatabaseServer;
        Assert.True(lines.Count <= most, $"{lines.Count} lines:\n{string.Join('\n', lines)}");
    }

    [Fact]
    public async Task Start_HttpDisabled_SaysThatHealthAloneIsServed()
    {
        await using var silo = new SiloProcess("--Http:Enabled=false");

        var lines = await LinesUntilReadyAsync(silo);

        Assert.EndsWith($"Ready. Health alone is served, at {silo.Address}health/ready", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Orders_PlacedAndPaid_SayNothing(StoreKind kind)
    {
        await using var silo = new SiloProcess([.. (await stores.NewAsync(kind)).Settings, "--Demo:Load=true"]);
        await LinesUntilReadyAsync(silo);
        var shop = new ShopClient(silo.Http);
        for (var product = FirstProduct; product < FirstProduct + Products; product++)
            await shop.PutProductAsync(product, price: 1_000, stock: Orders);
        await Eventually.HoldsAsync("the trail of what an administrator did",
            () => Task.FromResult(silo.Output.Split("PUT /admin/products/").Length == Products + 1));
        var before = silo.Output;

        var buyers = new ParallelOptions { MaxDegreeOfParallelism = Parallelism };
        await Parallel.ForEachAsync(Enumerable.Range(0, Orders), buyers, async (i, _) =>
        {
            var placed = await shop.PlaceAsync(FirstCustomer + i, null, [FirstProduct + i % Products], quantity: 1);
            Assert.Equal(HttpStatusCode.Created, (await shop.PayAsync(placed.OrderId)).Status);
        });

        Assert.Equal("", silo.Output[before.Length..]);
        Assert.Equal(0, await silo.StopAsync());
    }

    [Fact]
    public async Task Start_ALevelIsSet_FollowsIt()
    {
        await using var silo = new SiloProcess("--Demo:Load=false", "--Logging:LogLevel:Polly=Information");

        Assert.Contains(await LinesUntilReadyAsync(silo), line => line.Contains("Polly", StringComparison.Ordinal));
    }

    /// <summary>Starts it, and waits for the line by which it says that it is ready.</summary>
    private static async Task<List<string>> LinesUntilReadyAsync(SiloProcess silo)
    {
        await silo.StartAsync();
        List<string> lines = [];
        await Eventually.HoldsAsync("the line that says so", () =>
        {
            lines = [.. silo.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'))];
            return Task.FromResult(lines.Exists(IsReady));
        });
        return lines[..(lines.FindIndex(IsReady) + 1)];
    }

    private static bool IsReady(string line) => line.TrimStart().StartsWith("Ready.", StringComparison.Ordinal);
}
