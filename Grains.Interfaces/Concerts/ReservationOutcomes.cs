namespace Commerce.Concerts;

/// <summary>Outcomes of <see cref="IReservationGrain.Open"/>. Numbers are never reused.</summary>
public enum OpenReservationStatus
{
    /// <summary>The reservation is open.</summary>
    Opened = 0,

    /// <summary>Refused: the id has a reservation of another seat.</summary>
    IdTaken = 1,
}

/// <summary>The outcome of opening a reservation.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Reservation">The reservation that the id has.</param>
[GenerateSerializer, Immutable, Alias("commerce.OpenReservationOutcome")]
public sealed record OpenReservationOutcome(
    [property: Id(0)] OpenReservationStatus Status,
    [property: Id(1)] Reservation Reservation) : IOutcome<OpenReservationStatus>;

/// <summary>Outcomes of <see cref="IReservationGrain.Pay"/>. Numbers are stored and never reused.</summary>
public enum PayReservationStatus
{
    /// <summary>The seat is paid for.</summary>
    Paid = 0,

    /// <summary>Refused: there is no such reservation.</summary>
    NotFound = 1,

    /// <summary>Refused: it was paid before.</summary>
    AlreadyPaid = 2,

    /// <summary>Refused: the balance does not cover the price.</summary>
    BalanceInsufficient = 3,

    /// <summary>Refused, and the money is back if any was taken: the hold is over, or the seat was let go.</summary>
    Expired = 4,
}

/// <summary>The outcome of paying for a reservation.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="PaymentId">The payment; <see cref="Guid.Empty"/> unless paid.</param>
/// <param name="Amount">Won paid; 0 unless paid.</param>
[GenerateSerializer, Immutable, Alias("commerce.PayReservationOutcome")]
public sealed record PayReservationOutcome(
    [property: Id(0)] PayReservationStatus Status,
    [property: Id(1)] Guid PaymentId,
    [property: Id(2)] long Amount) : IOutcome<PayReservationStatus>;

/// <summary>Outcomes of <see cref="IReservationGrain.Cancel"/>. Numbers are never reused.</summary>
public enum CancelReservationStatus
{
    /// <summary>The seat is let go, now or before, or was not held any more.</summary>
    Cancelled = 0,

    /// <summary>Refused: there is no such reservation.</summary>
    NotFound = 1,

    /// <summary>Refused: it is paid.</summary>
    AlreadyPaid = 2,
}

/// <summary>Where a reservation is. Numbers are stored and never reused.</summary>
public enum ReservationStatus
{
    /// <summary>The seat is held, and not paid.</summary>
    Held = 0,

    /// <summary>A payment is under way.</summary>
    Paying = 1,

    /// <summary>The seat is the customer's.</summary>
    Paid = 2,

    /// <summary>The hold is over: its time is up, or a payment found it so.</summary>
    Expired = 3,

    /// <summary>The customer let the seat go.</summary>
    Cancelled = 4,
}

/// <summary>A reservation as a reader sees it.</summary>
/// <param name="ReservationId">Its id.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="ConcertId">The concert.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="Status">Where it is at this moment.</param>
/// <param name="Price">Won.</param>
/// <param name="HeldAt">Since when the seat is held.</param>
/// <param name="ExpiresAt">First moment it no longer is, unless it is paid by then.</param>
[GenerateSerializer, Immutable, Alias("commerce.Reservation")]
public sealed record Reservation(
    [property: Id(0)] Guid ReservationId,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] long ConcertId,
    [property: Id(3)] long ScheduleId,
    [property: Id(4)] long SeatId,
    [property: Id(5)] ReservationStatus Status,
    [property: Id(6)] long Price,
    [property: Id(7)] DateTimeOffset HeldAt,
    [property: Id(8)] DateTimeOffset ExpiresAt);
