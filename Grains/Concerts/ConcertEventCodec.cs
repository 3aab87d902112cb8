using System.Text.Json;
using System.Text.Json.Serialization;
using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>The stored form of a concert's one event.</summary>
internal sealed class ConcertEventCodec : IEventCodec<ConcertDefined>
{
    public const string Defined = "concert.defined";

    public static readonly ConcertEventCodec Instance = new();

    public StoredEvent Encode(ConcertDefined e) =>
        new(Defined, 1, JsonSerializer.SerializeToUtf8Bytes(e, ConcertJson.Default.ConcertDefined), Publish: true);

    public ConcertDefined Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Defined, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.ConcertDefined)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}

/// <summary>Stored names are camelCase and fixed by the recorded payloads under test.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConcertDefined))]
[JsonSerializable(typeof(DefineConcertOutcome))]
[JsonSerializable(typeof(SeatBlockDefined))]
[JsonSerializable(typeof(SeatHeld))]
[JsonSerializable(typeof(SeatReleased))]
[JsonSerializable(typeof(SeatSold))]
[JsonSerializable(typeof(DefineSeatBlockOutcome))]
[JsonSerializable(typeof(HoldSeatOutcome))]
[JsonSerializable(typeof(SellSeatOutcome))]
[JsonSerializable(typeof(ReservationOpened))]
[JsonSerializable(typeof(ReservationPaymentStarted))]
[JsonSerializable(typeof(ReservationPaid))]
[JsonSerializable(typeof(ReservationPaymentRejected))]
[JsonSerializable(typeof(ReservationCancelled))]
[JsonSerializable(typeof(SavedReservation))]
[JsonSerializable(typeof(OpenReservationOutcome))]
[JsonSerializable(typeof(PayReservationOutcome))]
internal sealed partial class ConcertJson : JsonSerializerContext;
