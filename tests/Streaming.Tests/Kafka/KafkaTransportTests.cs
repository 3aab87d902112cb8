using System.Text;
using Commerce.Fixtures;

namespace Commerce.Kafka;

public sealed class KafkaTransportTests() : KafkaTest(brokers: 3)
{
    private const int MessageTooLarge = 10; // codes of the protocol
    private const int NotLeader = 6;

    // Many requests, so that one of them can fail.
    protected override void Change(Dictionary<string, string?> settings) => settings["Events:Client:batch.num.messages"] = "10";

    [Fact]
    public async Task PublishAsync_ABatch_IsThereWhenItReturns_KeyedBySubjectAndInOrder()
    {
        var events = ProbeProjection.Events(each: 50, "a", "b", "c", "d", "e");

        await Transport.PublishAsync(events, CancellationToken.None);

        var found = RawTopic.Read(Kafka, Partitions);
        Assert.Equal(events.Count, found.Count);
        Assert.All(found, message =>
            Assert.Equal(CloudEvent.Decode(message.Message.Value).Subject, Encoding.UTF8.GetString(message.Message.Key!)));
        Assert.All(found, message =>
            Assert.Equal(CloudEvent.ContentType,
            Encoding.ASCII.GetString(message.Message.Headers.GetLastBytes(CloudEvent.ContentTypeHeader))));
        RawTopic.AssertFirstCopiesInOrder(found.Select(message => CloudEvent.Decode(message.Message.Value)));
    }

    [Fact]
    public async Task PublishAsync_BrokersGone_FailsWhenItsTimeIsUp_AndNothingIsSentLater()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 1, "a"), CancellationToken.None);
        Kafka.TakeDown();
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Transport.PublishAsync(ProbeProjection.Events(each: 100, "b"), late.Token));

        Kafka.BringUp();
        // whatever was still held would have come first
        await Transport.PublishAsync(ProbeProjection.Events(each: 1, "c"), CancellationToken.None);
        Assert.Equal(["probe/a", "probe/c"], RawTopic.ReadEvents(Kafka, Partitions).Select(e => e.Subject).Order());
    }

    [Fact]
    public async Task PublishAsync_TriedAgainAfterAnOutage_HasEverythingInOrder()
    {
        var events = ProbeProjection.Events(each: 200, "a", "b", "c");
        await Transport.PublishAsync(events[..100], CancellationToken.None);
        Kafka.Delay(TimeSpan.FromMilliseconds(50)); // cut between request and answer: it is not known what was taken
        var publishing = Transport.PublishAsync(events[100..], new CancellationTokenSource(TimeSpan.FromMilliseconds(500)).Token);
        Kafka.TakeDown();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => publishing);
        Kafka.Delay(TimeSpan.Zero);
        Kafka.BringUp();

        await Transport.PublishAsync(events[100..], CancellationToken.None);

        var found = RawTopic.ReadEvents(Kafka, Partitions);
        Assert.Equal(events.Select(e => e.Id).Order(), found.Select(e => e.Id).Distinct().Order());
        RawTopic.AssertFirstCopiesInOrder(found);
    }

    [Fact]
    public async Task PublishAsync_OneWriteRefusedForGood_FailsTheBatch_AndNoLaterEventPassesAnEarlierOne()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 1, "first"), CancellationToken.None);
        var events = ProbeProjection.Events(each: 500, "a");
        Kafka.FailWrites(0, 0, MessageTooLarge);

        await Assert.ThrowsAnyAsync<Confluent.Kafka.KafkaException>(() => Transport.PublishAsync(events, CancellationToken.None));

        var before = RawTopic.ReadEvents(Kafka, Partitions);
        Assert.True(before.Count(e => e.Subject == "probe/a") < events.Count);
        RawTopic.AssertFirstCopiesInOrder(before);
        await Transport.PublishAsync(events, CancellationToken.None);
        var after = RawTopic.ReadEvents(Kafka, Partitions);
        RawTopic.AssertFirstCopiesInOrder(after);
        Assert.Equal(events.Select(e => e.Id).Order(), after.Where(e => e.Subject == "probe/a").Select(e => e.Id).Distinct().Order());
    }

    [Fact]
    public async Task PublishAsync_WritesThatFailInPassing_AreRepeatedInside_OnceEach()
    {
        await Transport.PublishAsync(ProbeProjection.Events(each: 1, "first"), CancellationToken.None);
        var events = ProbeProjection.Events(each: 100, "a", "b");
        Kafka.FailWrites(0, NotLeader, 0, NotLeader);

        await Transport.PublishAsync(events, CancellationToken.None);

        var found = RawTopic.ReadEvents(Kafka, Partitions);
        Assert.Equal(events.Count + 1, found.Count);
        RawTopic.AssertFirstCopiesInOrder(found);
    }

    [Fact]
    public async Task PublishAsync_NothingToSay_DoesNotAskTheBrokers()
    {
        Kafka.TakeDown();

        await Transport.PublishAsync([], CancellationToken.None);
    }
}
