using Commerce.Telemetry;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <summary>Looks at the topic before anything else starts. Brokers that cannot be reached do not keep a silo from starting.</summary>
[LogCategory("Commerce.Streaming.KafkaTopicStartup")]
internal sealed partial class KafkaTopicStartup(KafkaTopic topic, ILogger<KafkaTopicStartup> logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await topic.EnsureAsync(cancellationToken);
        }
        catch (KafkaException gone)
        {
            LogUnreachable(logger, gone);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(2604, LogLevel.Warning, "The brokers cannot be reached; commands are taken, and events wait in the outbox.")]
    private static partial void LogUnreachable(ILogger logger, Exception failure);
}
