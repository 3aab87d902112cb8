using Commerce.Projections;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <summary>
/// How far the read tables are where events go over Kafka: up to the last moment whose end of the topic the group has committed by
/// now. The brokers are asked once a second at the most, and while they do not answer, what was known last is told.
/// </summary>
internal sealed class TopicProgress(KafkaClients clients, KafkaTopic topic, TimeProvider clock) : ITransportProgress, IDisposable
{
    private const int MaxMarks = 600; // further ones are left out: what is behind for minutes is not told by the second

    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new(); // one question at a time: a client is no good for two
    private readonly Queue<(DateTimeOffset At, IReadOnlyDictionary<Partition, Offset> Ends)> _marks = new();
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private DateTimeOffset? _asOf;
    private long? _askedAt;

    public Task<DateTimeOffset?> AsOfAsync(DateTimeOffset outbox) => Task.Run(() =>
    {
        lock (_lock)
        {
            if (_askedAt is { } askedAt && clock.GetElapsedTime(askedAt) < s_fresh)
                return _asOf;
            _askedAt = clock.GetTimestamp();
            try
            {
                Ask(outbox);
            }
            catch (KafkaException)
            {
                // It is as far as it was, at least.
            }
            return _asOf;
        }
    });

    public void Dispose() => _consumer?.Dispose();

    private void Ask(DateTimeOffset outbox)
    {
        var partitions = Enumerable.Range(0, topic.Partitions()).Select(partition => new TopicPartition(topic.Name, partition)).ToList();
        if (partitions.Count == 0)
            return;
        _consumer ??= clients.Consumer();
        var ends = new Dictionary<Partition, Offset>();
        var there = partitions.ToDictionary(
            partition => partition.Partition, partition => _consumer.QueryWatermarkOffsets(partition, s_patience));
        foreach (var (partition, offsets) in there)
            ends[partition] = offsets.High;
        if (_marks.Count < MaxMarks)
            _marks.Enqueue((outbox, ends));
        // What was committed of another topic of the same name, behind the end, says nothing of this one.
        var committed = CommittedOffsets.Of(_consumer, partitions).ToDictionary(
            offset => offset.Partition,
            offset => offset.Offset >= there[offset.Partition].Low && offset.Offset <= there[offset.Partition].High
                ? offset.Offset : there[offset.Partition].Low);
        while (_marks.TryPeek(out var mark) && mark.Ends.All(end => committed.TryGetValue(end.Key, out var done) && done >= end.Value))
        {
            _asOf = mark.At;
            _marks.Dequeue();
        }
    }
}
