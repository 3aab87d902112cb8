using Commerce.Coupons;
using Commerce.Fixtures;
using Commerce.Kafka;
using Commerce.Orders;
using Commerce.Projections;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Commerce.Outbox;

/// <summary>What every transport must do between the outbox and the read tables: the same facts against each.</summary>
public abstract class TransportConformance(ITestOutputHelper output) : IAsyncLifetime
{
    private TestStorage? _storage;

    private protected EventsCluster Cluster { get; private set; } = null!;

    private ProbeBoard Board => Cluster.Boards.All.Values.Single();

    private IEventTransport Transport => Cluster.Services.GetRequiredService<IEventTransport>();

    public virtual async Task InitializeAsync() =>
        Cluster = await EventsCluster.StartAsync(1, _storage = await NewStorageAsync(), Settings);

    public virtual async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _storage!.Dispose();
    }

    protected abstract IReadOnlyDictionary<string, string?> Settings { get; }

    protected virtual Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());

    [ConformanceFact]
    public async Task Publish_ManyEventsOfManySubjects_AllAreTakenIn_InOrderPerSubject()
    {
        string[] subjects = ["a", "b", "c", "d", "e", "f", "g"];
        var events = ProbeProjection.Events(each: 300, subjects);

        foreach (var batch in events.Chunk(500))
            await Transport.PublishAsync(batch, CancellationToken.None);

        await UntilTakenAsync(events);
        RawTopic.AssertFirstCopiesInOrder(Board.Taken);
    }

    [ConformanceFact]
    public async Task Publish_TheSameAgain_ChangesNoReadTable()
    {
        var history = new ShopHistory(new Random(Seeds.Next(output)));
        IntegrationEvent[] events = [.. history.Subjects.Values.SelectMany(subject => subject)];

        await Transport.PublishAsync(events, CancellationToken.None);
        await Transport.PublishAsync(events, CancellationToken.None);
        var last = Last();
        await Transport.PublishAsync(last, CancellationToken.None);

        await UntilTakenAsync(last);
        await Eventually.HoldsAsync("the read tables say what happened", () => SaysAsync(history));
    }

    [ConformanceFact]
    public async Task Publish_AnEventThatCannotBeTakenIn_IsParked_AndTheRestFlows()
    {
        var events = ProbeProjection.Events(each: 50, "a", "b");
        events.Insert(33, ProbeProjection.Event("poison", 1, ProbeBoard.Poison));

        await Transport.PublishAsync(events, CancellationToken.None);

        await UntilTakenAsync(events.Where(e => e.Type != ProbeBoard.Poison));
        var parked = Assert.Single(await Cluster.Services.GetRequiredService<ParkedEvents>().ReadAsync(CancellationToken.None));
        Assert.Equal((nameof(ProbeProjection), "probe/poison", 1L), (parked.Consumer, parked.Subject, parked.Sequence));
    }

    [ConformanceFact]
    public async Task Relay_WhatWasWritten_IsTakenIn_AndTheOutboxIsEmpty()
    {
        var events = ProbeProjection.Events(each: 100, "a", "b", "c");

        await Cluster.AppendAsync(events);

        await UntilTakenAsync(events);
        await Eventually.HoldsAsync("the outbox is empty", async () => await Cluster.OutboxAsync() == 0);
        RawTopic.AssertFirstCopiesInOrder(Board.Taken);
    }

    [ConformanceFact]
    public async Task Relay_ReadTablesFailForAWhile_EverythingIsTakenInAfterwards_AndNothingParked()
    {
        var (failing, tries) = (true, 0);
        Board.Before = _ => // as when the database is away
            Volatile.Read(ref failing)
                && Interlocked.Increment(ref tries) > 0 ? throw new OperationCanceledException() : Task.CompletedTask;
        var events = ProbeProjection.Events(each: 20, "a", "b", "c");
        await Cluster.AppendAsync(events);
        await Eventually.HoldsAsync("it was tried again", () => Task.FromResult(Volatile.Read(ref tries) > 3));
        Assert.Empty(Board.Taken);

        Volatile.Write(ref failing, false);

        await UntilTakenAsync(events);
        RawTopic.AssertFirstCopiesInOrder(Board.Taken);
        Assert.Empty(await Cluster.Services.GetRequiredService<ParkedEvents>().ReadAsync(CancellationToken.None));
    }

    private static IntegrationEvent[] Last() => [ProbeProjection.Event("last", 1)];

    private async Task UntilTakenAsync(IEnumerable<IntegrationEvent> events)
    {
        var wanted = events.Select(e => e.Id).ToHashSet();
        await Eventually.HoldsAsync($"{wanted.Count} events are taken in",
            () => Task.FromResult(wanted.IsSubsetOf(Board.Taken.Select(e => e.Id))));
    }

    private async Task<bool> SaysAsync(ShopHistory history)
    {
        foreach (var customer in ShopHistory.CustomerIds)
        {
            var pieces = await Cluster.Services.GetRequiredService<IIssuedCouponReads>().OfCustomerAsync(customer, 0, 10);
            var orders = await Cluster.Services.GetRequiredService<IOrderReads>().OfCustomerAsync(customer, null, 1_000);
            if (pieces.Count != 1 || pieces[0].Status != history.StatusOf(customer) || !orders.SequenceEqual(history.OrdersOf(customer)))
                return false;
        }
        return true;
    }
}

public sealed class InProcessTransportConformanceTests(ITestOutputHelper output) : TransportConformance(output)
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();
}

public sealed class KafkaTransportConformanceTests(ITestOutputHelper output) : TransportConformance(output), IDisposable
{
    private readonly MockKafka _kafka = new();

    protected override IReadOnlyDictionary<string, string?> Settings => KafkaTest.SettingsFor(_kafka);

    public void Dispose() => _kafka.Dispose();
}
