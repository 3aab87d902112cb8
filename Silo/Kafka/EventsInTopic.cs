using Commerce.Verify;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <summary>What is in the topic and not committed by the group that keeps the read tables.</summary>
internal sealed class EventsInTopic(KafkaClients clients, KafkaTopic topic) : IEventsUnderWay
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private IReadOnlyList<TopicPartitionOffset> _committed = [];

    public Task<bool> MarkAsync(CancellationToken cancellationToken) => TryAsync(() =>
    {
        // A topic that is gone has nothing on its way.
        var partitions = Enumerable.Range(0, topic.Partitions()).Select(partition => new TopicPartition(topic.Name, partition)).ToList();
        if (partitions.Count == 0)
            return;
        using var consumer = clients.Consumer();
        _committed = CommittedOffsets.Of(consumer, partitions);
    }, cancellationToken);

    public Task<bool> ReadAsync(Action<string, long> found, CancellationToken cancellationToken) => TryAsync(() =>
    {
        using var consumer = clients.Consumer(tellsEnd: true);
        var ends = new Dictionary<Partition, Offset>();
        var begins = new List<TopicPartitionOffset>();
        foreach (var committed in _committed)
        {
            var there = consumer.QueryWatermarkOffsets(committed.TopicPartition, s_patience);
            // Behind the end is what was committed of another topic of the same name.
            var isThere = committed.Offset != Offset.Unset && committed.Offset >= there.Low && committed.Offset <= there.High;
            var begin = isThere ? committed.Offset : there.Low;
            if (begin >= there.High)
                continue;
            begins.Add(new(committed.TopicPartition, begin));
            ends[committed.Partition] = there.High;
        }
        consumer.Assign(begins);
        while (ends.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var message = consumer.Consume(s_patience) ?? throw new KafkaException(Confluent.Kafka.ErrorCode.Local_TimedOut);
            if (!message.IsPartitionEOF)
                Tell(message.Message.Value, found);
            if (message.IsPartitionEOF || ends.TryGetValue(message.Partition, out var end) && message.Offset + 1 >= end)
                ends.Remove(message.Partition);
        }
    }, cancellationToken);

    private static void Tell(byte[]? message, Action<string, long> found)
    {
        try
        {
            var e = CloudEvent.Decode(message);
            found(e.Subject, e.Sequence);
        }
        catch (FormatException)
        {
            // It comes to no read table, and is parked when its turn comes.
        }
    }

    private static Task<bool> TryAsync(Action ask, CancellationToken cancellationToken) => Task.Run(() =>
    {
        try
        {
            ask();
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }, cancellationToken);
}
