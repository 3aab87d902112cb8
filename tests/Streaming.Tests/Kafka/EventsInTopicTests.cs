using Commerce.Projections;
using Commerce.Verify;

namespace Commerce.Kafka;

/// <summary><c>verify</c> where events go over Kafka: what is in the topic and not taken in is on its way, however long it takes.</summary>
public sealed class EventsInTopicTests() : KafkaTest(topicPartitions: 1)
{
    private const int GroupIdNotFound = 69; // a code of the protocol
    private const int BehindTheEnd = 1_000_000;

    private static readonly string[] s_tables = ["issued_coupon", "coupon_use", "customer_order", "product"];

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    protected override void Change(Dictionary<string, string?> settings) => settings["Events:Partitions"] = "1";

    [Fact]
    public async Task Verify_EventsOfLongAgoAreInTheTopic_AreSkipped_UntilTheGroupHasCommittedThem()
    {
        await TellAsync();

        AssertSkipped(await VerifyAsync());

        await TakeInAsync(); // and put it nowhere

        var laws = await VerifyAsync();
        Assert.All(ReadTables(laws), law => Assert.True(law.Breaches > 0 && law.Skipped == 0, $"{law}"));
    }

    [Fact]
    public async Task Verify_TheBrokerDoesNotKnowTheGroup_NothingIsTakenIn()
    {
        await TellAsync();
        Kafka.FailOffsetFetches([.. Enumerable.Repeat(GroupIdNotFound, 1_000)]);

        AssertSkipped(await VerifyAsync());
    }

    [Fact]
    public async Task Verify_WhatIsCommittedIsBehindTheEnd_IsOfAnotherTopic_AndNothingIsTakenIn()
    {
        await TellAsync();
        using (var consumer = Harness.Get<KafkaClients>().Consumer())
            consumer.Commit([new(new(MockKafka.Topic, 0), BehindTheEnd)]);

        AssertSkipped(await VerifyAsync());
    }

    [Fact]
    public async Task Verify_TheBrokersAreAway_SaysThatItDoesNotKnow()
    {
        await TellAsync();
        Kafka.TakeDown();
        var verifier = new JournalVerifier(Harness.Database, Harness.Get<IEventsUnderWay>());

        AssertSkipped(await verifier.VerifyAsync(CancellationToken.None));
        Assert.False(verifier.KnowsWhatIsUnderWay);
    }

    /// <summary>A shop's life, in journal and topic, and in no read table.</summary>
    private async Task TellAsync()
    {
        var history = new ShopHistory(new Random(1));
        var events = history.Subjects.Values.SelectMany(subject => subject).ToList();
        await Harness.AppendAsync(events);
        await Transport.PublishAsync(events, CancellationToken.None);
        await Harness.QueryAsync<int>("DELETE FROM outbox");
    }

    private async Task TakeInAsync()
    {
        var (receiver, count) = (new KafkaReceiver("kafka", 0, Harness.Get<KafkaReceiving>()), RawTopic.Read(Kafka, 1).Count);
        for (var taken = 0; taken < count;)
        {
            var batches = await receiver.GetQueueMessagesAsync(100, CancellationToken.None);
            await receiver.MessagesDeliveredAsync(batches);
            taken += batches.Cast<EventBatch>().Sum(batch => batch.Events.Count);
        }
        await receiver.Shutdown(s_patience);
    }

    private async Task<IReadOnlyList<Law>> VerifyAsync() =>
        await new JournalVerifier(Harness.Database, Harness.Get<IEventsUnderWay>()).VerifyAsync(CancellationToken.None);

    private static void AssertSkipped(IReadOnlyList<Law> laws) =>
        Assert.All(ReadTables(laws), law => Assert.True(law.Breaches == 0 && law.Skipped > 0, $"{law}"));

    private static List<Law> ReadTables(IEnumerable<Law> laws)
    {
        var tables = laws
            .Where(law => Array.Exists(s_tables, table => law.Name.StartsWith($"{table} has", StringComparison.Ordinal))).ToList();
        Assert.Equal(s_tables.Length, tables.Count);
        return tables;
    }
}
