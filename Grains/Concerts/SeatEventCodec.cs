using System.Text.Json;
using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>The stored form of what happens to a schedule's seats. Others are told of reservations instead.</summary>
internal sealed class SeatEventCodec : IEventCodec<ISeatEvent>
{
    public const string Defined = "seat-block.defined";
    public const string Held = "seat-block.seat-held";
    public const string Released = "seat-block.seat-released";
    public const string Sold = "seat-block.seat-sold";

    public static readonly SeatEventCodec Instance = new();

    public StoredEvent Encode(ISeatEvent e) => e switch
    {
        SeatHeld held => new(Held, 1, JsonSerializer.SerializeToUtf8Bytes(held, ConcertJson.Default.SeatHeld), Publish: false),
        SeatSold sold => new(Sold, 1, JsonSerializer.SerializeToUtf8Bytes(sold, ConcertJson.Default.SeatSold), Publish: false),
        SeatReleased released =>
            new(Released, 1, JsonSerializer.SerializeToUtf8Bytes(released, ConcertJson.Default.SeatReleased), Publish: false),
        SeatBlockDefined defined =>
            new(Defined, 1, JsonSerializer.SerializeToUtf8Bytes(defined, ConcertJson.Default.SeatBlockDefined), Publish: false),
        _ => throw new NotSupportedException($"Seats have no event {e.GetType().Name}."),
    };

    public ISeatEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Held, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.SeatHeld)!,
        (Sold, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.SeatSold)!,
        (Released, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.SeatReleased)!,
        (Defined, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.SeatBlockDefined)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}
