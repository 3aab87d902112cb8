using Commerce.Projections;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <summary>
/// How far the read tables are where events go over Kafka: up to the last moment whose end of the topic the group has committed by
/// now. The brokers are asked in the background, once a second at the most. An answer that comes at once is waited for; else, and
/// while they do not answer, what was known last is told: it may be further by now, and is never less far.
/// </summary>
internal sealed class TopicProgress(KafkaClients clients, KafkaTopic topic, TimeProvider clock) : ITransportProgress, IDisposable
{
    private const int MaxMarks = 600; // further ones are left out: what is behind for minutes is not told by the second

    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_atOnce = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5); // for the ends of all partitions together

    private readonly BrokerQuestion _question = new(clock, s_fresh);
    private readonly Queue<(DateTimeOffset At, IReadOnlyDictionary<Partition, Offset> Ends)> _marks = new();
    private IAdminClient? _admin; // the question's, as the other client and the marks
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private volatile bool _answer = true; // whether the brokers answered last
    private long _asOf; // ticks, UTC; 0 while nothing is known

    /// <summary>The question to the brokers that is under way, or the last one.</summary>
    internal Task LastQuestion => _question.Last;

    public async Task<DateTimeOffset?> AsOfAsync(DateTimeOffset outbox)
    {
        var isWaitedFor = _answer;
        if (_question.Begin(() => Ask(outbox)) is { } asked && isWaitedFor)
            await Task.WhenAny(asked, Task.Delay(s_atOnce, clock));
        return Volatile.Read(ref _asOf) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    // Who stops does not wait for brokers that do not answer.
    public void Dispose() => _question.Last.ContinueWith(
        _ =>
        {
            _admin?.Dispose();
            _consumer?.Dispose();
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Ask(DateTimeOffset outbox)
    {
        try
        {
            _admin ??= clients.Admin();
            Mark(outbox, topic.Partitions(_admin));
            _answer = true;
        }
        catch (KafkaException)
        {
            _answer = false; // it is as far as it was, at least
        }
    }

    private void Mark(DateTimeOffset outbox, int topicPartitions)
    {
        var partitions = Enumerable.Range(0, topicPartitions).Select(partition => new TopicPartition(topic.Name, partition)).ToList();
        var there = partitions.Count == 0 ? [] : EndsOf(partitions);
        DropMarksOfAnotherTopic(there);
        if (partitions.Count == 0)
            return;
        if (_marks.Count < MaxMarks)
            _marks.Enqueue((outbox, there.ToDictionary(partition => partition.Key, partition => partition.Value.High)));
        // What was committed of another topic of the same name, behind the end, says nothing of this one.
        var committed = CommittedOffsets.Of(_consumer!, partitions).ToDictionary(
            offset => offset.Partition,
            offset => offset.Offset >= there[offset.Partition].Low && offset.Offset <= there[offset.Partition].High
                ? offset.Offset : there[offset.Partition].Low);
        while (_marks.TryPeek(out var mark) && mark.Ends.All(end => committed.TryGetValue(end.Key, out var done) && done >= end.Value))
        {
            Volatile.Write(ref _asOf, mark.At.UtcTicks);
            _marks.Dequeue();
        }
    }

    private Dictionary<Partition, WatermarkOffsets> EndsOf(IReadOnlyList<TopicPartition> partitions)
    {
        _consumer ??= clients.Consumer();
        var (asked, there) = (clock.GetTimestamp(), new Dictionary<Partition, WatermarkOffsets>());
        foreach (var partition in partitions)
        {
            var left = s_patience - clock.GetElapsedTime(asked);
            there[partition.Partition] = _consumer.QueryWatermarkOffsets(partition, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
        return there;
    }

    /// <summary>
    /// The topic was deleted and made again where a mark has an end that is not reached, or a partition that is not there. Nobody would
    /// commit that before as much came again.
    /// </summary>
    private void DropMarksOfAnotherTopic(Dictionary<Partition, WatermarkOffsets> there)
    {
        for (var marks = _marks.Count; marks > 0; marks--)
        {
            var mark = _marks.Dequeue();
            if (mark.Ends.All(end => there.TryGetValue(end.Key, out var now) && end.Value <= now.High))
                _marks.Enqueue(mark);
        }
    }
}
