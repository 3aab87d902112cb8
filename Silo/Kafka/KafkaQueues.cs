using System.Globalization;
using Orleans.Configuration;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Commerce.Kafka;

/// <summary>The topic as Orleans sees it: each partition is a queue, dealt out to the silos by Orleans' balancer.</summary>
internal sealed class KafkaQueues(string name, int partitions, KafkaReceiving kafka, ILoggerFactory loggers)
    : IQueueAdapterFactory, IQueueAdapter
{
    // Batches of events, per partition. Small: what waits in memory is read again by the next silo if this one dies.
    private const int CachedBatches = 20;

    private readonly HashRingBasedPartitionedStreamQueueMapper _queues =
        new([.. Enumerable.Range(0, partitions).Select(partition => partition.ToString(CultureInfo.InvariantCulture))], name);

    private readonly SimpleQueueAdapterCache _cache = new(new SimpleQueueCacheOptions { CacheSize = CachedBatches }, name, loggers);

    public string Name => name;

    /// <summary>False: consumers tell repetitions by the events themselves.</summary>
    public bool IsRewindable => false;

    public StreamProviderDirection Direction => StreamProviderDirection.ReadOnly;

    public Task<IQueueAdapter> CreateAdapter() => Task.FromResult<IQueueAdapter>(this);

    public IQueueAdapterCache GetQueueAdapterCache() => _cache;

    public IStreamQueueMapper GetStreamQueueMapper() => _queues;

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId) =>
        Task.FromResult<IStreamFailureHandler>(new NoOpStreamDeliveryFailureHandler());

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) =>
        new KafkaReceiver(name, int.Parse(_queues.QueueToPartition(queueId), CultureInfo.InvariantCulture), kafka);

    public Task QueueMessageBatchAsync<T>(
        StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext) =>
        throw new NotSupportedException("Events come to the topic through the outbox, or they could be told of what never happened.");
}
