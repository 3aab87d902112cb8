using Commerce.Concerts;
using Microsoft.Data.Sqlite;

namespace Commerce.Verify;

/// <summary>A reservation as its stream has it.</summary>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="Price">Won.</param>
/// <param name="Status">How far it came.</param>
/// <param name="ExpiresAt">The end of its hold: milliseconds since 1970.</param>
/// <param name="Told">Whether the read tables must have all of it.</param>
internal sealed record ReservationFacts(
    long CustomerId, long ScheduleId, long SeatId, long Price, ReservationStatus Status, long ExpiresAt, bool Told);

/// <content>Reservations and their seats.</content>
internal sealed partial class Scratch
{
    public void AddReservation(Guid reservationId, ReservationFacts reservation) => Add(
        reservationId, EntryKind.Reservation, reservation.CustomerId, reservation.ScheduleId, reservation.SeatId, reservation.Price,
            ((long)reservation.Status << 1) | (reservation.Told ? 1L : 0), reservation.ExpiresAt);

    public void AddSeat(Guid reservationId, long scheduleId, long seatId) => Add(reservationId, EntryKind.Seat, scheduleId, seatId);

    private static ReservationFacts ReadReservation(SqliteDataReader row) => new(row.GetInt64(2), row.GetInt64(3), row.GetInt64(4),
        row.GetInt64(5), (ReservationStatus)(row.GetInt64(6) >> 1), row.GetInt64(7), (row.GetInt64(6) & 1) != 0);
}
