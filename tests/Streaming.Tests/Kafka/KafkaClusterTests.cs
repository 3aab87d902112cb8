using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Testing;
using Commerce.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Kafka;

/// <summary>Silos, one database and brokers together: what an outage and a death leave.</summary>
[Collection(MariaDbFixture.Collection)]
public sealed class KafkaClusterTests : IDisposable
{
    private const int Partitions = 8;

    private readonly MockKafka _kafka = new(brokers: 3, Partitions);

    public void Dispose() => _kafka.Dispose();

    [MariaDbFact]
    public async Task Commands_InACluster_ReachEveryReadTable()
    {
        await using var cluster = await StartAsync(silos: 2);
        var shop = new TradingShop(cluster.Grains);
        await shop.OpenAsync(customers: 20);

        await shop.TradeAsync(ordersEach: 2);

        await Eventually.HoldsAsync("the read tables have everything", () => shop.IsListedAsync(cluster));
        await AssertLawsHoldAsync(cluster);
        RawTopic.AssertFirstCopiesInOrder(RawTopic.ReadEvents(_kafka, Partitions));
    }

    [MariaDbFact]
    public async Task Brokers_GoneAndBack_CommandsGoOn_AndTheBacklogDrainsInOrder()
    {
        await using var cluster = await StartAsync(silos: 2);
        var shop = new TradingShop(cluster.Grains);
        await shop.OpenAsync(customers: 20);
        await Eventually.HoldsAsync("the outbox is empty", async () => await cluster.OutboxAsync() == 0);
        var lags = cluster.Silos.Select(silo => new Measured("commerce.outbox.lag", silo.ServiceProvider)).ToList();
        var backlogs = cluster.Silos.Select(silo => new Measured("commerce.outbox.backlog", silo.ServiceProvider)).ToList();
        _kafka.TakeDown();

        await shop.TradeAsync(ordersEach: 1); // nobody is refused
        await Eventually.HoldsAsync("somebody says how long and how much waits", () =>
            Task.FromResult(lags.Max(lag => lag.Now) > 2 && backlogs.Max(backlog => backlog.Now) > 0));
        var waiting = await cluster.OutboxAsync();
        await shop.TradeAsync(ordersEach: 1);
        Assert.True(await cluster.OutboxAsync() > waiting && waiting > 0);
        _kafka.BringUp();

        await Eventually.HoldsAsync("the outbox is empty", async () => await cluster.OutboxAsync() == 0);
        await Eventually.HoldsAsync("the read tables have everything", () => shop.IsListedAsync(cluster));
        await Eventually.HoldsAsync("nothing waits",
            () => Task.FromResult(lags.Max(lag => lag.Now) == 0 && backlogs.Max(backlog => backlog.Now) == 0));
        await AssertLawsHoldAsync(cluster);
        RawTopic.AssertFirstCopiesInOrder(RawTopic.ReadEvents(_kafka, Partitions));
        Assert.Empty(await cluster.Services.GetRequiredService<ParkedEvents>().ReadAsync(CancellationToken.None));
    }

    [MariaDbFact]
    public async Task Silo_KilledInTheMiddleOfABatch_OthersGoOnFromTheCommittedOffset()
    {
        await using var cluster = await StartAsync(silos: 3);
        var events = ProbeProjection.Events(each: 30, [.. Enumerable.Range(1, 40).Select(n => $"s{n}")]);
        await cluster.AppendAsync(events[..400]);
        await UntilTakenAsync(cluster, events[..400]);
        var victim = cluster.Silos.MaxBy(silo => cluster.Boards.Of(silo.Name).Taken.Count)!;
        using var batch = new Held(cluster.Boards.Of(victim.Name));

        await cluster.AppendAsync(events[400..800]);
        await batch.Entered; // read from the topic, not yet in the read table
        await cluster.KillAsync(victim);
        batch.Die();
        await cluster.AppendAsync(events[800..]);

        await UntilTakenAsync(cluster, events);
        RawTopic.AssertFirstCopiesInOrder(cluster.Boards.Taken);
        await Eventually.HoldsAsync("the outbox is empty", async () => await cluster.OutboxAsync() == 0);
        Assert.Empty(await cluster.Services.GetRequiredService<ParkedEvents>().ReadAsync(CancellationToken.None));
    }

    [MariaDbFact]
    public async Task Silo_Joins_TakesPartitionsOver_AndOrderStays()
    {
        await using var cluster = await StartAsync(silos: 1);
        var events = ProbeProjection.Events(each: 30, [.. Enumerable.Range(1, 40).Select(n => $"s{n}")]);
        await cluster.AppendAsync(events[..400]);
        await UntilTakenAsync(cluster, events[..200]);

        var joined = await cluster.JoinAsync();
        await cluster.AppendAsync(events[400..800]);
        await UntilTakenAsync(cluster, events[..800]);
        await cluster.StopAsync(joined);
        await cluster.AppendAsync(events[800..]);

        await UntilTakenAsync(cluster, events);
        RawTopic.AssertFirstCopiesInOrder(cluster.Boards.Taken);
    }

    [MariaDbFact]
    public async Task Poison_InTheTopicAndInAnEvent_IsParkedAndCounted_WhileTheRestFlows()
    {
        await using var cluster = await StartAsync(silos: 2);
        var counters = cluster.Silos.Select(silo => new Measured("commerce.events.parked", silo.ServiceProvider)).ToList();
        await RawTopic.WriteAsync(_kafka, "probe/a", "not an event"u8.ToArray());
        var events = ProbeProjection.Events(each: 50, "a", "b", "c", "d");
        events.Insert(100, ProbeProjection.Event("poison", 1, ProbeBoard.Poison));

        await cluster.AppendAsync(events);

        await UntilTakenAsync(cluster, events.Where(e => e.Type != ProbeBoard.Poison));
        await Eventually.HoldsAsync("both are counted", () => Task.FromResult(counters.Sum(counter => counter.Sum) == 2));
        var parked = await cluster.Services.GetRequiredService<ParkedEvents>().ReadAsync(CancellationToken.None);
        Assert.Equal(["kafka", nameof(ProbeProjection)], parked.Select(row => row.Consumer).Order(StringComparer.OrdinalIgnoreCase));
        RawTopic.AssertFirstCopiesInOrder(cluster.Boards.Taken);
    }

    private async Task<EventsCluster> StartAsync(short silos)
    {
        var settings = KafkaTest.SettingsFor(_kafka, Partitions);
        settings["Outbox:PublishTimeout"] = "00:00:01";
        settings["Outbox:LeaseTime"] = "00:00:03";
        settings["Outbox:MaxBackoff"] = "00:00:01";
        return await EventsCluster.StartAsync(silos, await TestStorage.MariaDbAsync(MariaDbFixture.Server), settings);
    }

    private static Task UntilTakenAsync(EventsCluster cluster, IEnumerable<IntegrationEvent> events)
    {
        var wanted = events.Select(e => e.Id).ToHashSet();
        return Eventually.HoldsAsync($"{wanted.Count} events are taken in", () =>
            Task.FromResult(wanted.IsSubsetOf(cluster.Boards.Taken.Select(e => e.Id))));
    }

    /// <summary>Waits until every read table has everything, each takes its own time, and looks at all of them.</summary>
    private static async Task AssertLawsHoldAsync(EventsCluster cluster)
    {
        var underWay = cluster.Services.GetRequiredService<IEventsUnderWay>();
        await Eventually.HoldsAsync("no event is under way", async () =>
        {
            var found = 0;
            return await underWay.MarkAsync(CancellationToken.None)
                && await underWay.ReadAsync((_, _) => found++, CancellationToken.None) && found == 0;
        });
        var laws = await new JournalVerifier(cluster.Services.GetRequiredService<Storage.ISqlDatabase>())
            .VerifyAsync(CancellationToken.None);
        Assert.All(laws, law => Assert.True(law.Breaches == 0, $"{law.Name}: {string.Join("; ", law.Shown)}"));
    }

    /// <summary>Holds a silo's next batch, until the silo is no more: then whatever it still tries comes to nothing.</summary>
    private sealed class Held : IDisposable
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Held(ProbeBoard board) => board.Before = async _ =>
        {
            _entered.TrySetResult();
            await _dead.Task;
        };

        public Task Entered => _entered.Task;

        public void Die() => _dead.TrySetException(new OperationCanceledException("The silo is gone."));

        public void Dispose() => Die();
    }
}
