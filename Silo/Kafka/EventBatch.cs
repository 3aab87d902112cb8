using Commerce.Outbox;
using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Commerce.Kafka;

/// <summary>Events of one stream, read from one partition in one go; delivered together.</summary>
/// <param name="streamId">The kind of aggregate and the partition.</param>
/// <param name="events">The events.</param>
/// <param name="offsets">Their offsets in the partition, ascending.</param>
[GenerateSerializer, Immutable, Alias("commerce.EventBatch")]
internal sealed class EventBatch(StreamId streamId, IReadOnlyList<IntegrationEvent> events, IReadOnlyList<long> offsets) : IBatchContainer
{
    /// <inheritdoc/>
    [Id(0)]
    public StreamId StreamId { get; } = streamId;

    [Id(1)]
    public IReadOnlyList<IntegrationEvent> Events { get; } = events;

    [Id(2)]
    public IReadOnlyList<long> Offsets { get; } = offsets;

    /// <inheritdoc/>
    public StreamSequenceToken SequenceToken => Token(Offsets[0]);

    /// <inheritdoc/>
    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        for (var i = 0; i < Events.Count; i++)
        {
            if (Events[i] is T e)
                yield return Tuple.Create(e, Token(Offsets[i]));
        }
    }

    /// <inheritdoc/>
    public bool ImportRequestContext() => false;

    private static StreamSequenceToken Token(long offset) => new EventSequenceTokenV2(offset);
}
