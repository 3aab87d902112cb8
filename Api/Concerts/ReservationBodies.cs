using System.ComponentModel.DataAnnotations;

namespace Commerce.Concerts;

/// <summary>A seat to hold.</summary>
/// <param name="UserId">Who wants it.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="SeatId">The seat.</param>
internal sealed record ReserveSeatRequest(long? UserId, long? ScheduleId, long? SeatId);

/// <summary>A reservation.</summary>
/// <param name="ReservationId">Its id.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="ConcertId">The concert.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="Status"><c>HELD</c>, <c>PAYING</c>, <c>PAID</c>, <c>EXPIRED</c> or <c>CANCELLED</c>.</param>
/// <param name="Price">Won.</param>
/// <param name="HeldAt">Since when the seat is held.</param>
/// <param name="ExpiresAt">First moment it no longer is, unless it is paid by then.</param>
internal sealed record ReservationResponse(
    Guid ReservationId, long UserId, long ConcertId, long ScheduleId, long SeatId,
    [property: AllowedValues("HELD", "PAYING", "PAID", "EXPIRED", "CANCELLED")] string Status,
    long Price, DateTimeOffset HeldAt, DateTimeOffset ExpiresAt)
{
    internal static ReservationResponse Of(Reservation reservation) => new(reservation.ReservationId, reservation.CustomerId,
        reservation.ConcertId, reservation.ScheduleId, reservation.SeatId,
        reservation.Status switch
        {
            ReservationStatus.Held => "HELD",
            ReservationStatus.Paying => "PAYING",
            ReservationStatus.Paid => "PAID",
            ReservationStatus.Expired => "EXPIRED",
            ReservationStatus.Cancelled => "CANCELLED",
            _ => throw new NotSupportedException($"Unknown status {reservation.Status}."),
        },
        reservation.Price, reservation.HeldAt, reservation.ExpiresAt);
}

/// <summary>A payment of a reservation.</summary>
/// <param name="PaymentId">Its id.</param>
/// <param name="ReservationId">What was paid.</param>
/// <param name="Amount">Won.</param>
/// <param name="Status">Always <c>PAID</c>.</param>
internal sealed record ReservationPaymentResponse(
    Guid PaymentId, Guid ReservationId, long Amount, [property: AllowedValues("PAID")] string Status);
