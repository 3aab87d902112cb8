using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace Commerce.Kafka;

/// <summary>How far a consumer group has come.</summary>
internal static class CommittedOffsets
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    /// <summary>The offsets a group goes on at; <see cref="Offset.Unset"/> where it has committed nothing.</summary>
    /// <param name="consumer">A client of the group.</param>
    /// <param name="partitions">The partitions.</param>
    /// <exception cref="KafkaException">The brokers do not tell.</exception>
    public static IReadOnlyList<TopicPartitionOffset> Of(IConsumer<byte[]?, byte[]?> consumer, IReadOnlyList<TopicPartition> partitions)
    {
        try
        {
            return consumer.Committed(partitions, s_timeout);
        }
        catch (KafkaException unknown) when (CodeOf(unknown) == ErrorCode.GroupIdNotFound)
        {
            return [.. partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Unset))]; // how some brokers say it
        }
    }

    private static ErrorCode CodeOf(KafkaException failure) =>
        failure is TopicPartitionOffsetException { Results: [var first, ..] } ? first.Error.Code : failure.Error.Code;
}
