using System.Data.Common;
using System.Globalization;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Dapper;

namespace Commerce.Concerts;

/// <summary>
/// Keeps the table <c>customer_reservation</c>. A row remembers the last event it has, so a repeated one changes nothing. No event
/// records that a hold's time is up: readers of a row compare the hold's end with the clock.
/// </summary>
internal sealed class CustomerReservationProjection(ISqlDatabase database) : IProjection, IReservationReads
{
    public IReadOnlyList<string> Tables => ["customer_reservation"];

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        var reservations = Fold(events);
        var opened = reservations.Where(reservation => reservation.Value.Opened is not null).ToList();
        var inserted = await SqlInsert.NewRowsAsync(database, connection, transaction,
            "customer_reservation (reservation_id, customer_id, concert_id, schedule_id, seat_id, price, held_at, expires_at, "
            + "status, last_seq)",
            [.. opened.Select(reservation => Row(reservation.Key, reservation.Value.Opened!, reservation.Value))]);
        var known = inserted == opened.Count ? reservations.Where(reservation => reservation.Value.Opened is null) : reservations;
        foreach (var step in known.GroupBy(told => (told.Value.Status, told.Value.Sequence), told => told.Key))
        {
            foreach (var some in step.Chunk(SqlInsert.RowsPerStatement))
            {
                var (status, sequence) = ((int)step.Key.Status, step.Key.Sequence);
                await SqlText.ExecuteAsync(connection, transaction, string.Create(CultureInfo.InvariantCulture,
                    $"UPDATE customer_reservation SET status = {status}, last_seq = {sequence} WHERE last_seq < {sequence} ") +
                    $"AND reservation_id IN ({string.Join(',', some.Select(SqlText.Id))})");
            }
        }
    }

    public async Task<IReadOnlyList<Reservation>> OfCustomerAsync(long customerId, OrderCursor? before, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<ReservationRow>(
            "SELECT reservation_id AS Id, concert_id AS ConcertId, schedule_id AS ScheduleId, seat_id AS SeatId, price AS Price, " +
            "held_at AS HeldAt, expires_at AS ExpiresAt, status AS Status FROM customer_reservation WHERE customer_id = @customerId " +
            (before is null ? "" : "AND (held_at < @at OR held_at = @at AND reservation_id < @id) ") +
            "ORDER BY held_at DESC, reservation_id DESC LIMIT @limit",
            new { customerId, limit, at = before?.PlacedAt, id = before?.OrderId.ToByteArray(bigEndian: true) });
        return [.. rows.Select(row => new Reservation(
            new Guid(row.Id, bigEndian: true), customerId, row.ConcertId, row.ScheduleId, row.SeatId, (ReservationStatus)row.Status,
                row.Price,
            DateTimeOffset.FromUnixTimeMilliseconds(row.HeldAt), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt)))];
    }

    /// <summary>Where an event leaves a reservation.</summary>
    private static ReservationStatus StatusAfter(IReservationEvent e) => e switch
    {
        ReservationOpened => ReservationStatus.Held,
        ReservationPaymentStarted => ReservationStatus.Paying,
        ReservationPaid => ReservationStatus.Paid,
        ReservationPaymentRejected { Reason: PayReservationStatus.Expired } => ReservationStatus.Expired,
        ReservationPaymentRejected => ReservationStatus.Held,
        ReservationCancelled => ReservationStatus.Cancelled,
        _ => throw new NotSupportedException($"A reservation has no event {e.GetType().Name}."),
    };

    /// <summary>What the events come to, reservation by reservation.</summary>
    private static Dictionary<Guid, Latest> Fold(IReadOnlyList<IntegrationEvent> events)
    {
        var reservations = new Dictionary<Guid, Latest>();
        foreach (var e in events)
        {
            var stream = StreamName.Parse(e.Subject);
            if (!stream.IsOf(ReservationStreams.Category))
                continue;
            var happened = ReservationEventCodec.Instance.Decode(e.Type, e.Version, e.Data);
            var latest = reservations.GetValueOrDefault(stream.GuidKey);
            if (happened is ReservationOpened opened)
                latest = latest with { Opened = opened };
            if (latest.Sequence < e.Sequence)
                latest = latest with { Status = StatusAfter(happened), Sequence = e.Sequence };
            reservations[stream.GuidKey] = latest;
        }
        return reservations;
    }

    private static string Row(Guid reservationId, ReservationOpened opened, Latest latest) => string.Create(CultureInfo.InvariantCulture,
        $"({SqlText.Id(reservationId)},{opened.CustomerId},{opened.ConcertId},{opened.ScheduleId},")
        + string.Create(CultureInfo.InvariantCulture,
        $"{opened.SeatId},{opened.Price},{opened.HeldAt.ToUnixTimeMilliseconds()},{opened.ExpiresAt.ToUnixTimeMilliseconds()},")
        + string.Create(CultureInfo.InvariantCulture, $"{(int)latest.Status},{latest.Sequence})");

    private readonly record struct Latest(ReservationOpened? Opened, ReservationStatus Status, long Sequence);

    private sealed class ReservationRow
    {
        public byte[] Id { get; set; } = [];

        public long ConcertId { get; set; }

        public long ScheduleId { get; set; }

        public long SeatId { get; set; }

        public long Price { get; set; }

        public long HeldAt { get; set; }

        public long ExpiresAt { get; set; }

        public int Status { get; set; }
    }
}
