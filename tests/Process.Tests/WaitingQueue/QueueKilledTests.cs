using System.Collections.Concurrent;
using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.WaitingQueue;

[Collection(ProcessTests.Name)]
public sealed class QueueKilledTests(StoreFixture stores, ITestOutputHelper output)
{
    private const long CouponId = 77_002;
    private const int Customers = 3_000;
    private const int Clients = 24;
    private const int MaxActive = 3;
    private const int Kills = 3;

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Queue_SiloKilledUnderLoad_KeepsItsOrderAndLetsInNoMore(StoreKind kind)
    {
        var random = new Random(Seeds.Next(output));
        var store = await stores.NewAsync(kind);
        await using var silo = new SiloProcess([.. store.Settings, "--Journal:SnapshotEvery=50", "--Demo:Load=false"]);
        await silo.StartAsync();
        var client = new QueueClient(silo.Http);
        await client.PutAsync(CouponId, Customers,
            new { maxActive = MaxActive, admissionsPerSecond = 1_000, activeSeconds = 3_600, waitingTimeoutSeconds = 3_600 });

        var tokens = new ConcurrentDictionary<long, string>();
        var joining = JoinAllAsync(client, tokens);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var after = Math.Min(tokens.Count + random.Next(50, 250), Customers);
            await Eventually.HoldsAsync($"{after} tokens", () => Task.FromResult(tokens.Count >= after));
            await silo.KillAsync();
            await silo.StartAsync();
        }
        await joining;

        var before = await PlacesAsync(client, tokens);
        Assert.Equal(MaxActive, before.Count(place => place.Value == 0));
        Assert.Equal(Enumerable.Range(0, Customers - MaxActive + 1), before.Values.Distinct().Order().Select(place => (int)place));
        await silo.KillAsync();
        await silo.StartAsync();
        Assert.Equal(before.OrderBy(place => place.Key), (await PlacesAsync(client, tokens)).OrderBy(place => place.Key));

        // The first of the line hand over to the next, in that order.
        foreach (var (customer, _) in before.Where(place => place.Value == 0))
            Assert.Equal(HttpStatusCode.Created, await client.IssueAsync(CouponId, customer, tokens[customer]));
        var next = before.Where(place => place.Value is > 0 and <= MaxActive).Select(place => place.Key).ToList();
        await Eventually.HoldsAsync("the next to be let in", async () =>
            (await Task.WhenAll(next.Select(customer => client.GetAsync(tokens[customer])))).All(answer => answer.Status == "ACTIVE"));
        Assert.Equal("WAITING", (await client.GetAsync(tokens[before.Single(place => place.Value == MaxActive + 1).Key])).Status);

        await store.OutboxDrainedAsync();
        var verified = await SiloProgram.RunAsync(silo.Directory, ["verify", .. store.Settings]);
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Contains("whoever is admitted was the next in line (6 checked)", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_SiloStandsStillForLongerThanTheTimeout_TakesNobodysPlace()
    {
        var store = await stores.NewAsync(StoreKind.Sqlite);
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=false"]);
        await silo.StartAsync();
        var client = new QueueClient(silo.Http);
        await client.PutAsync(CouponId, 100, new
        {
            maxActive = 1,
            admissionsPerSecond = 1,
            activeSeconds = 3_600,
            waitingTimeoutSeconds = QueueBounds.MinWaitingTimeoutSeconds,
        });
        var tokens = new List<string>();
        for (var customer = 1; customer <= 10; customer++)
            tokens.Add((await client.JoinAsync(CouponId, customer)).Token);

        silo.Signal("STOP");
        await Task.Delay(TimeSpan.FromSeconds(QueueBounds.MinWaitingTimeoutSeconds + 1)); // a process that stands still has no other clock
        silo.Signal("CONT");

        var places = new List<long>();
        foreach (var token in tokens)
            places.Add((await client.GetAsync(token)).Position);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], places);
        Assert.Equal("WAITING", (await client.GetAsync(tokens[^1])).Status);
    }

    // Whoever gets no answer asks again, and gets the same token if there is one.
    private static Task JoinAllAsync(QueueClient client, ConcurrentDictionary<long, string> tokens)
    {
        var waiting = new ConcurrentQueue<long>(Enumerable.Range(1, Customers).Select(id => (long)id));
        return Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var customer))
            {
                var token = "";
                await Eventually.HoldsAsync("a token", async () => (token = await TryJoinAsync(client, customer)).Length > 0);
                tokens[customer] = token;
            }
        })));
    }

    private static async Task<string> TryJoinAsync(QueueClient client, long customer)
    {
        try
        {
            return (await client.JoinAsync(CouponId, customer)).Token;
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    private static async Task<Dictionary<long, long>> PlacesAsync(QueueClient client, ConcurrentDictionary<long, string> tokens)
    {
        var places = new Dictionary<long, long>();
        foreach (var (customer, token) in tokens)
        {
            var answer = await client.GetAsync(token);
            Assert.Contains(answer.Status, (string[])["WAITING", "ACTIVE"]);
            places[customer] = answer.Position;
        }
        return places;
    }
}
