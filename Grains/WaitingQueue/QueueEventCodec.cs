using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>The stored form of a queue's events.</summary>
internal sealed class QueueEventCodec : IEventCodec<IQueueEvent>
{
    public const string KeyMade = "queue.key_made";
    public const string Defined = "queue.defined";
    public const string Joined = "queue.joined";
    public const string Drawn = "queue.drawn";
    public const string Admitted = "queue.admitted";
    public const string Lapsed = "queue.lapsed";
    public const string Closed = "queue.closed";

    public static readonly QueueEventCodec Instance = new();

    public StoredEvent Encode(IQueueEvent e) => e switch
    {
        QueueJoined joined => Stored(Joined, joined, QueueJson.Default.QueueJoined),
        QueueAdmitted admitted => Stored(Admitted, admitted, QueueJson.Default.QueueAdmitted),
        QueueLapsed lapsed => Stored(Lapsed, lapsed, QueueJson.Default.QueueLapsed),
        QueueClosed closed => Stored(Closed, closed, QueueJson.Default.QueueClosed),
        QueueDrawn drawn => Stored(Drawn, drawn, QueueJson.Default.QueueDrawn),
        QueueDefined defined => Stored(Defined, defined, QueueJson.Default.QueueDefined),
        QueueKeyMade made => Stored(KeyMade, made, QueueJson.Default.QueueKeyMade) with { Publish = false },
        _ => throw new NotSupportedException($"A queue has no event {e.GetType().Name}."),
    };

    public IQueueEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Joined, 1) => JsonSerializer.Deserialize(payload, QueueJson.Default.QueueJoined)!,
        (Admitted, 1) => JsonSerializer.Deserialize(payload, QueueJson.Default.QueueAdmitted)!,
        (Lapsed, 1) => JsonSerializer.Deserialize(payload, QueueJson.Default.QueueLapsed)!,
        (Closed, 1) => JsonSerializer.Deserialize(payload, QueueJson.Default.QueueClosed)!,
        (Drawn, 1) => JsonSerializer.Deserialize(payload, QueueJson.Default.QueueDrawn)!,
        (Defined, 1) => JsonSerializer.Deserialize(payload, QueueJson.Default.QueueDefined)!,
        (KeyMade, 1) => JsonSerializer.Deserialize(payload, QueueJson.Default.QueueKeyMade)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };

    private static StoredEvent Stored<TEvent>(string type, TEvent e, JsonTypeInfo<TEvent> json) =>
        new(type, 1, JsonSerializer.SerializeToUtf8Bytes(e, json), Publish: true);
}

/// <summary>Stored names are camelCase and fixed by the recorded payloads under test.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QueueKeyMade))]
[JsonSerializable(typeof(QueueDefined))]
[JsonSerializable(typeof(QueueJoined))]
[JsonSerializable(typeof(QueueDrawn))]
[JsonSerializable(typeof(QueueAdmitted))]
[JsonSerializable(typeof(QueueLapsed))]
[JsonSerializable(typeof(QueueClosed))]
[JsonSerializable(typeof(DefineQueueOutcome))]
[JsonSerializable(typeof(JoinQueueOutcome))]
[JsonSerializable(typeof(CloseQueueTokenOutcome))]
internal sealed partial class QueueJson : JsonSerializerContext;
