using Commerce.Outbox;
using Confluent.Kafka;

namespace Commerce.Kafka;

/// <summary>The topic as any other reader sees it.</summary>
internal static class RawTopic
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Every message there is now, partition by partition.</summary>
    public static List<ConsumeResult<byte[]?, byte[]?>> Read(MockKafka kafka, int partitions)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = "raw",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 10,
        };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config).Build();
        consumer.Assign(Enumerable.Range(0, partitions)
            .Select(partition => new TopicPartitionOffset(MockKafka.Topic, partition, Offset.Beginning)));
        var found = new List<ConsumeResult<byte[]?, byte[]?>>();
        for (var ended = 0; ended < partitions;)
        {
            var message = consumer.Consume(s_patience);
            Assert.NotNull(message); // else the mock does not answer
            if (message.IsPartitionEOF)
                ended++;
            else
                found.Add(message);
        }
        return found;
    }

    public static List<IntegrationEvent> ReadEvents(MockKafka kafka, int partitions) =>
        [.. Read(kafka, partitions).Select(message => CloudEvent.Decode(message.Message.Value))];

    /// <summary>The first copies of each subject's events come in order and without gaps, whatever is repeated between them.</summary>
    public static void AssertFirstCopiesInOrder(IEnumerable<IntegrationEvent> events)
    {
        foreach (var subject in events.GroupBy(e => e.Subject))
        {
            var first = subject.Select(e => e.Sequence).Distinct().ToList();
            Assert.Equal(Enumerable.Range(1, first.Count).Select(n => (long)n), first);
        }
    }

    /// <summary>Writes what no event of ours looks like.</summary>
    public static Task WriteAsync(MockKafka kafka, string? key, byte[] value) =>
        WriteTogetherAsync(kafka, [(key, value, null)]);

    /// <summary>Writes messages that a reader gets at once; those with a signature say so.</summary>
    public static async Task WriteTogetherAsync(MockKafka kafka, IEnumerable<(string? Key, byte[] Value, byte[]? Signature)> messages)
    {
        using var producer = new ProducerBuilder<string?, byte[]>(new ProducerConfig
        {
            BootstrapServers = kafka.BootstrapServers,
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = 100,
        }).Build();
        await Task.WhenAll(messages.Select(message => producer.ProduceAsync(MockKafka.Topic, new Message<string?, byte[]>
        {
            Key = message.Key,
            Value = message.Value,
            Headers = message.Signature is { } signature ? new() { { EventSignatures.Header, signature } } : null,
        })));
    }
}
