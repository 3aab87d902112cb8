using Commerce.Telemetry;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <summary>
/// How far this silo's partitions are behind, as a metric: how long ago the first message was written that was read and is not taken
/// in, and how long the brokers have had something that reading has not passed. The brokers are asked for that in the background, so
/// it shows, too, when nothing can be read. While they do not answer, what was known last goes on.
/// </summary>
internal sealed class KafkaLag : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2); // for a partition

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Known> _partitions = [];
    private readonly BrokerQuestion _question;
    private readonly KafkaClients _clients;
    private readonly KafkaTopic _topic;
    private readonly TimeProvider _clock;
    private IConsumer<byte[]?, byte[]?>? _consumer; // the question's

    public KafkaLag(KafkaClients clients, KafkaTopic topic, TimeProvider clock, CommerceMetrics metrics)
    {
        (_clients, _topic, _clock, _question) = (clients, topic, clock, new(clock, s_pause));
        metrics.ObserveStreamLag(() => Seconds);
    }

    private double Seconds
    {
        get
        {
            lock (_lock)
            {
                var now = _clock.GetUtcNow();
                return _partitions.Values.SelectMany(known => new[] { known.Oldest, known.Waiting?.Since })
                    .Select(since => since is { } waits ? (now - waits).TotalSeconds : 0).Append(0).Max();
            }
        }
    }

    /// <summary>Tells how far a partition is taken in.</summary>
    /// <param name="partition">A partition that this silo reads.</param>
    /// <param name="resume">The first offset that is not taken in; -1 while nothing is known.</param>
    /// <param name="oldest">When the first message was written that was read and is not taken in, if there is one.</param>
    public void Tell(int partition, long resume, DateTimeOffset? oldest)
    {
        lock (_lock)
        {
            var waiting = _partitions.TryGetValue(partition, out var known) ? known.Waiting : null;
            // An offset that stays behind the end is of another topic of the same name.
            var isPassed = waiting is not null && resume >= waiting.End && resume != waiting.Resume;
            _partitions[partition] = new(resume, oldest, isPassed ? null : waiting);
        }
        _question.Begin(Ask);
    }

    /// <summary>This silo does not read a partition any more.</summary>
    /// <param name="partition">The partition.</param>
    public void Leave(int partition)
    {
        lock (_lock)
            _partitions.Remove(partition);
    }

    // Who stops does not wait for brokers that do not answer.
    public void Dispose() => _question.Last.ContinueWith(
        _ => _consumer?.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Ask()
    {
        KeyValuePair<int, Known>[] partitions;
        lock (_lock)
            partitions = [.. _partitions];
        foreach (var (partition, known) in partitions)
        {
            var now = _clock.GetUtcNow();
            try
            {
                _consumer ??= _clients.Consumer();
                Compare(partition, known.Resume, now,
                    _consumer.QueryWatermarkOffsets(new(_topic.Name, partition), s_patience));
            }
            catch (KafkaException)
            {
                // What is known stays; others may answer.
            }
        }
    }

    private void Compare(int partition, long resume, DateTimeOffset now, WatermarkOffsets there)
    {
        // Where nobody knows how far it is taken in, nothing that is there is known to be.
        var takenIn = resume >= there.Low && resume <= there.High ? resume : there.Low.Value;
        lock (_lock)
        {
            if (!_partitions.TryGetValue(partition, out var known))
                return;
            var waiting = known.Waiting is { } before && before.End <= there.High ? before : null;
            var isPassed = known.Resume != resume && known.Resume >= there.High; // meanwhile
            if (waiting is null && takenIn < there.High && !isPassed)
                waiting = new(now, there.High, resume);
            _partitions[partition] = known with { Waiting = waiting };
        }
    }

    /// <summary>What is known of a partition.</summary>
    private sealed record Known(long Resume, DateTimeOffset? Oldest, Waiting? Waiting);

    /// <summary>Something in a partition that was not taken in.</summary>
    /// <param name="Since">When it was there at the latest.</param>
    /// <param name="End">The offset behind it.</param>
    /// <param name="Resume">The first offset that was not taken in then.</param>
    private sealed record Waiting(DateTimeOffset Since, long End, long Resume);
}
