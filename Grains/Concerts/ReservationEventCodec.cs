using System.Text.Json;
using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>The stored form of a reservation's events.</summary>
internal sealed class ReservationEventCodec : IEventCodec<IReservationEvent>
{
    public const string Opened = "reservation.opened";
    public const string Started = "reservation.payment-started";
    public const string Paid = "reservation.paid";
    public const string Rejected = "reservation.payment-rejected";
    public const string Cancelled = "reservation.cancelled";

    public static readonly ReservationEventCodec Instance = new();

    public StoredEvent Encode(IReservationEvent e) => e switch
    {
        ReservationOpened opened =>
            new(Opened, 1, JsonSerializer.SerializeToUtf8Bytes(opened, ConcertJson.Default.ReservationOpened), Publish: true),
        ReservationPaymentStarted started =>
            new(Started, 1, JsonSerializer.SerializeToUtf8Bytes(started, ConcertJson.Default.ReservationPaymentStarted), Publish: true),
        ReservationPaid paid => new(Paid, 1, JsonSerializer.SerializeToUtf8Bytes(paid, ConcertJson.Default.ReservationPaid), Publish: true),
        ReservationPaymentRejected rejected =>
            new(Rejected, 1, JsonSerializer.SerializeToUtf8Bytes(rejected, ConcertJson.Default.ReservationPaymentRejected), Publish: true),
        ReservationCancelled cancelled =>
            new(Cancelled, 1, JsonSerializer.SerializeToUtf8Bytes(cancelled, ConcertJson.Default.ReservationCancelled), Publish: true),
        _ => throw new NotSupportedException($"A reservation has no event {e.GetType().Name}."),
    };

    public IReservationEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Opened, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.ReservationOpened)!,
        (Started, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.ReservationPaymentStarted)!,
        (Paid, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.ReservationPaid)!,
        (Rejected, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.ReservationPaymentRejected)!,
        (Cancelled, 1) => JsonSerializer.Deserialize(payload, ConcertJson.Default.ReservationCancelled)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}
