namespace Commerce.Concerts;

/// <summary>What happened to a reservation.</summary>
internal interface IReservationEvent;

/// <summary>A seat is held for it.</summary>
/// <param name="ConcertId">The concert.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Price">Won, as of then.</param>
/// <param name="HeldAt">Since when.</param>
/// <param name="ExpiresAt">First moment the hold is over, unless it is paid by then.</param>
/// <param name="QueueNumber">The number of the queue token it was held with, or <see langword="null"/>.</param>
internal sealed record ReservationOpened(
    long ConcertId,
    long ScheduleId,
    long SeatId,
    long CustomerId,
    long Price,
    DateTimeOffset HeldAt,
    DateTimeOffset ExpiresAt,
    long? QueueNumber) : IReservationEvent;

/// <summary>A payment started; whatever happens now, it will be finished.</summary>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Attempt">1 for the first payment.</param>
/// <param name="StartedAt">When.</param>
/// <param name="CommandId">The command that asked for it, if it had an id.</param>
/// <param name="StepIds">How the command ids of its steps are made.</param>
internal sealed record ReservationPaymentStarted(
    long CustomerId,
    int Attempt,
    DateTimeOffset StartedAt,
    Guid? CommandId,
    int StepIds) : IReservationEvent;

/// <summary>The seat is paid for.</summary>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Attempt">Which payment.</param>
/// <param name="PaymentId">Its id.</param>
/// <param name="Amount">Won.</param>
internal sealed record ReservationPaid(
    long CustomerId,
    int Attempt,
    Guid PaymentId,
    long Amount) : IReservationEvent;

/// <summary>The payment was refused, and what was taken for it is given back.</summary>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Attempt">Which payment.</param>
/// <param name="Reason">Why.</param>
internal sealed record ReservationPaymentRejected(
    long CustomerId,
    int Attempt,
    PayReservationStatus Reason) : IReservationEvent;

/// <summary>The customer let the seat go.</summary>
/// <param name="CustomerId">Whose it was.</param>
/// <param name="CancelledAt">When.</param>
internal sealed record ReservationCancelled(
    long CustomerId,
    DateTimeOffset CancelledAt) : IReservationEvent;
