using Commerce.Outbox;
using Commerce.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Commerce.Kafka;

/// <summary>Makes the clients of the brokers, each with the settings that the promises about events rest on.</summary>
[LogCategory("Commerce.Streaming.KafkaClients")]
internal partial class KafkaClients(IOptions<EventsOptions> options, ILogger<KafkaClients> logger)
{
    private const int ReconnectBackoffMs = 2_000; // brokers that come back are found in seconds
    private const int PrefetchKilobytes = 8 * 1024; // per partition

    private volatile string? _trouble;

    /// <summary>What the library said last of brokers that it does not reach; nothing since they answered.</summary>
    public string? Trouble => _trouble;

    /// <summary>
    /// A producer that keeps order and leaves no gap: messages never time out one by one, and an error that would let a later
    /// message pass an earlier one ends the producer.
    /// </summary>
    public IProducer<string, byte[]> Producer()
    {
        var config = new ProducerConfig(Client())
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            EnableGaplessGuarantee = true,
            MessageTimeoutMs = 0,
            Partitioner = Partitioner.Murmur2Random, // as other languages' clients spread keys
            LingerMs = 2,
            CompressionType = CompressionType.Lz4,
        };
        return new ProducerBuilder<string, byte[]>(config).SetLogHandler(Log).SetErrorHandler(LogError).Build();
    }

    /// <summary>A consumer of partitions it is given. It begins at the committed offset, or at the beginning when there is none.</summary>
    /// <param name="tellsEnd">Whether it says where a partition ends.</param>
    public virtual IConsumer<byte[]?, byte[]?> Consumer(bool tellsEnd = false)
    {
        var config = new ConsumerConfig(Client())
        {
            GroupId = options.Value.ConsumerGroup,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AllowAutoCreateTopics = false,
            EnablePartitionEof = tellsEnd,
            QueuedMaxMessagesKbytes = PrefetchKilobytes,
            FetchQueueBackoffMs = 100,
        };
        return new ConsumerBuilder<byte[]?, byte[]?>(config).SetLogHandler(Log).SetErrorHandler(LogError).Build();
    }

    public virtual IAdminClient Admin() =>
        new AdminClientBuilder(new AdminClientConfig(Client())).SetLogHandler(Log).SetErrorHandler(LogError).Build();

    private ClientConfig Client() => new(new Dictionary<string, string>(options.Value.Client))
    {
        BootstrapServers = options.Value.BootstrapServers,
        ReconnectBackoffMaxMs = ReconnectBackoffMs,
    };

    private void Log(IClient client, LogMessage message) => LogLibrary(logger, message.Name, message.Message);

    private void LogError(IClient client, Error error)
    {
        if (error.IsFatal)
            LogFatal(logger, client.Name, error.Reason);
        else
            LogLibrary(logger, client.Name, error.Reason); // it recovers by itself; calls that wait for it fail and are logged
        if (error.Code != ErrorCode.Local_AllBrokersDown) // that is all it says
            _trouble = error.Reason;
    }

    /// <summary>The brokers have answered.</summary>
    public void Answered() => _trouble = null;

    [LoggerMessage(2601, LogLevel.Debug, "{Client}: {Message}")]
    private static partial void LogLibrary(ILogger logger, string client, string message);

    [LoggerMessage(2602, LogLevel.Warning, "{Client} has ended: {Reason}")]
    private static partial void LogFatal(ILogger logger, string client, string reason);
}
