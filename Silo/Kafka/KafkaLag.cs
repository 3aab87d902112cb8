using System.Collections.Concurrent;
using Commerce.Telemetry;

namespace Commerce.Kafka;

/// <summary>How far this silo's partitions are behind, as a metric.</summary>
internal sealed class KafkaLag
{
    private readonly ConcurrentDictionary<int, DateTimeOffset> _oldest = new();

    public KafkaLag(TimeProvider clock, CommerceMetrics metrics) => metrics.ObserveStreamLag(() =>
    {
        var now = clock.GetUtcNow();
        return _oldest.Values.Select(oldest => (now - oldest).TotalSeconds).Append(0).Max();
    });

    /// <summary>Tells when a partition's first message that is not taken in was written, if there is one.</summary>
    public void Tell(int partition, DateTimeOffset? oldest)
    {
        if (oldest is { } written)
            _oldest[partition] = written;
        else
            _oldest.TryRemove(partition, out _);
    }
}
