using Commerce.Outbox;
using Commerce.Telemetry;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <summary>
/// Hands events to the topic, keyed by subject, and returns when all replicas have them. When an attempt fails, the
/// producer goes with everything it still holds: what it has sent is a beginning of each partition's messages without
/// gaps, so the next attempt repeats some, and never lets a later event of a subject come before an earlier one.
/// </summary>
[LogCategory("Commerce.Streaming.KafkaTransport")]
internal sealed partial class KafkaTransport(
    KafkaClients clients, KafkaTopic topic, EventSignatures signatures, ILogger<KafkaTransport> logger)
    : IEventTransport, IAsyncDisposable
{
    private static readonly TimeSpan s_discardTimeout = TimeSpan.FromSeconds(5);

    private static readonly byte[] s_contentType = System.Text.Encoding.ASCII.GetBytes(CloudEvent.ContentType);

    private IProducer<string, byte[]>? _producer;

    public string? Trouble => clients.Trouble;

    public async Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return;
        await topic.EnsureAsync(cancellationToken);
        await signatures.LearnAsync(cancellationToken);
        _producer ??= clients.Producer();
        var acknowledged = new Acknowledgements(events.Count);
        try
        {
            foreach (var e in events)
            {
                _producer.Produce(topic.Name, MessageOf(e), acknowledged.Take);
            }
            await acknowledged.All.WaitAsync(cancellationToken);
        }
        catch
        {
            topic.Doubt();
            await DisposeAsync();
            throw;
        }
    }

    private Message<string, byte[]> MessageOf(IntegrationEvent e)
    {
        var value = CloudEvent.Encode(e);
        return new()
        {
            Key = e.Subject,
            Value = value,
            Headers = new() { { CloudEvent.ContentTypeHeader, s_contentType }, { EventSignatures.Header, signatures.Of(value) } },
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _producer, null) is not { } producer)
            return;
        try
        {
            await Task.Run(producer.Dispose).WaitAsync(s_discardTimeout);
        }
        catch (TimeoutException slow)
        {
            LogSlow(logger, slow);
        }
    }

    [LoggerMessage(2605, LogLevel.Warning, "A producer takes long to end; events it still holds can be sent late, as repetitions.")]
    private static partial void LogSlow(ILogger logger, Exception failure);

    /// <summary>Counts the answers to one batch.</summary>
    private sealed class Acknowledgements(int expected)
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = expected;

        public Task All => _all.Task;

        public void Take(DeliveryReport<string, byte[]> report)
        {
            if (report.Error.IsError)
                _all.TrySetException(new KafkaException(report.Error));
            else if (Interlocked.Decrement(ref _left) == 0)
                _all.TrySetResult();
        }
    }
}
