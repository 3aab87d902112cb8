using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Commerce.Kafka;

/// <summary>What users of other Kafka clients and other brokers report.</summary>
public sealed class KafkaReportedElsewhereTests() : KafkaTest(topicPartitions: 1)
{
    private const int Events = 5;
    private const int BehindTheEnd = 1_000_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly LoggedLines _lines = new();

    protected override void Change(Dictionary<string, string?> settings) => settings["Events:Partitions"] = "1";

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _lines.Dispose();
    }

    private protected override void AddServices(IServiceCollection services)
    {
        base.AddServices(services);
        services.AddSingleton<ILoggerProvider>(_lines);
    }

    [Fact]
    public async Task GetQueueMessages_TopicMadeAgainBehindACommittedOffset_IsReadFromItsBeginning_AndCommittedFromThere()
    {
        using (var consumer = Harness.Get<KafkaClients>().Consumer())
            consumer.Commit([new(new(MockKafka.Topic, 0), BehindTheEnd)]);
        await Transport.PublishAsync(ProbeProjection.Events(each: Events, "a"), CancellationToken.None);
        var receiver = NewReceiver();
        await TakeInAsync(receiver, Events);
        await receiver.Shutdown(s_patience);

        Assert.Equal(Events, Committed());
    }

    [Theory]
    [InlineData(22)] // illegal generation
    [InlineData(25)] // unknown member: somebody else is in the group, as console tools are
    [InlineData(27)] // rebalance in progress
    public async Task Commit_RefusedForLong_IsSaidOnce_NothingWaitsForIt_AndItGoesOnByItself(int code)
    {
        Kafka.FailOffsetCommits([.. Enumerable.Repeat(code, 1_000)]);
        await Transport.PublishAsync([ProbeProjection.Event("a", 1)], CancellationToken.None);
        var receiver = NewReceiver();
        await TakeInAsync(receiver, 1);
        for (var sequence = 2; sequence <= 10; sequence++)
        {
            await Transport.PublishAsync([ProbeProjection.Event("a", sequence)], CancellationToken.None);
            await TakeInAsync(receiver, 1);
        }
        Assert.InRange(_lines.CountOf(2612), 0, 1);

        Kafka.FailOffsetCommits(); // the rest is forgotten
        await Eventually.HoldsAsync("it is committed", async () =>
        {
            await receiver.GetQueueMessagesAsync(1, CancellationToken.None);
            return Committed() == 10;
        });
        await receiver.Shutdown(s_patience);
    }

    [Theory]
    [InlineData(14)] // the coordinator is loading
    [InlineData(15)] // there is none yet
    [InlineData(16)] // it is another one
    public async Task GetQueueMessages_CoordinatorNotReady_IsAskedAgain(int code)
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: Events, "a"), CancellationToken.None);
        Kafka.FailOffsetFetches(code, code, code);
        var receiver = NewReceiver();

        await TakeInAsync(receiver, Events);

        await receiver.Shutdown(s_patience);
    }

    [Theory]
    [InlineData(45)] // out of order: what the broker had of the producer is gone
    [InlineData(47)] // its epoch is an old one
    [InlineData(59)] // it does not know the producer any more
    public async Task PublishAsync_TheProducerIsDoneWith_TheNextAttemptHasEverythingInOrder(int code)
    {
        var events = ProbeProjection.Events(each: 20, "a", "b");
        await Transport.PublishAsync(events[..20], CancellationToken.None);
        Kafka.FailWrites(code, code);
        var attempts = 0;
        while (await Record.ExceptionAsync(() => Transport.PublishAsync(events[20..], CancellationToken.None)) is not null)
            Assert.True(++attempts < 5, "It does not recover.");

        var found = RawTopic.ReadEvents(Kafka, 1);
        Assert.Equal(events.Select(e => e.Id).Order(), found.Select(e => e.Id).Distinct().Order());
        RawTopic.AssertFirstCopiesInOrder(found);
    }

    [Fact]
    public async Task Relay_AnEventLargerThanTheClientTakes_WaitsAndTheOthersGoOut()
    {
        var large = System.Text.Encoding.UTF8.GetBytes($"\"{new string('x', 1_200_000)}\"");
        await Harness.AppendAsync(ProbeProjection.Event("large", 1) with { Data = large }, ProbeProjection.Event("large", 2));
        await Harness.AppendAsync(ProbeProjection.Events(each: Events, "a", "b"));

        using var relay = Harness.NewRelay();
        await relay.StartAsync(CancellationToken.None);

        await Eventually.HoldsAsync("the others are out", async () =>
            (await Harness.QueryAsync<long>("SELECT COUNT(*) FROM outbox"))[0] == 2);
        Assert.Equal(2 * Events, RawTopic.ReadEvents(Kafka, 1).Select(e => e.Id).Distinct().Count());
        Assert.Equal((0, 1), (_lines.CountOf(2101), _lines.CountOf(2103)));
        await relay.StopAsync(CancellationToken.None);
    }

    private KafkaReceiver NewReceiver() => new("kafka", 0, Harness.Get<KafkaReceiving>());

    private long Committed()
    {
        using var consumer = Harness.Get<KafkaClients>().Consumer();
        return consumer.Committed([new(MockKafka.Topic, 0)], s_patience)[0].Offset;
    }

    private static async Task TakeInAsync(KafkaReceiver receiver, int events)
    {
        var taken = 0;
        await Eventually.HoldsAsync($"{events} events are read", async () =>
        {
            var batches = await receiver.GetQueueMessagesAsync(100, CancellationToken.None);
            await receiver.MessagesDeliveredAsync(batches);
            taken += batches.Cast<EventBatch>().Sum(batch => batch.Events.Count);
            return taken >= events;
        });
    }
}
