using System.Reflection;
using Commerce.Outbox;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Commerce.Kafka;

/// <summary>A consumer that tells where partitions end and how far its group is, as a test says.</summary>
public class OffsetsStandIn : DispatchProxy
{
    private OffsetAnswers _answers = null!;

    internal static IConsumer<byte[]?, byte[]?> Of(OffsetAnswers answers)
    {
        var client = Create<IConsumer<byte[]?, byte[]?>, OffsetsStandIn>();
        ((OffsetsStandIn)(object)client)._answers = answers;
        return client;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IConsumer<,>.QueryWatermarkOffsets) => new WatermarkOffsets(0, _answers.End),
        nameof(IConsumer<,>.Committed) => ((IEnumerable<TopicPartition>)args![0]!)
            .Select(partition => new TopicPartitionOffset(partition, _answers.Committed)).ToList(),
        nameof(IDisposable.Dispose) => null,
        _ => throw new NotSupportedException(targetMethod.Name),
    };
}

/// <summary>A topic, as its readers see it: the same of each partition.</summary>
internal sealed class OffsetAnswers
{
    public Offset End { get; set; } = 0;

    public Offset Committed { get; set; } = Offset.Unset;
}

/// <summary>Clients that are stand-ins.</summary>
internal sealed class ToldClients(IOptions<EventsOptions> options, AdminAnswers admin, OffsetAnswers offsets)
    : StandInClients(options, admin)
{
    public override IConsumer<byte[]?, byte[]?> Consumer(bool tellsEnd = false) => OffsetsStandIn.Of(offsets);
}
