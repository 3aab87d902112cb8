using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Concerts;

/// <summary>The outcome of cancelling a reservation.</summary>
/// <param name="Status">What was decided.</param>
internal sealed record CancelReservationOutcome(CancelReservationStatus Status) : IOutcome<CancelReservationStatus>;

/// <summary>The decisions of a reservation. Pure: state, command and time in; outcome and events out.</summary>
internal static class ReservationRules
{
    public static Decision<OpenReservationOutcome, IReservationEvent> Open(
        ReservationState state, Guid reservationId, OpenReservation command, DateTimeOffset now)
    {
        command.Validate();
        Require.ReservationId(reservationId);
        if (state.Opened is { } opened)
        {
            var same = (opened.ScheduleId, opened.SeatId, opened.CustomerId) == (command.ScheduleId, command.SeatId, command.CustomerId);
            var status = same ? OpenReservationStatus.Opened : OpenReservationStatus.IdTaken;
            return new(new(status, Reservation(state, reservationId, now)!), []);
        }
        opened = new(command.ConcertId, command.ScheduleId, command.SeatId, command.CustomerId, command.Price, command.HeldAt,
            command.ExpiresAt, command.QueueNumber);
        return new(new(OpenReservationStatus.Opened, Reservation(opened, reservationId, ReservationStatus.Held)), [opened]);
    }

    /// <summary>Whether the reservation is another's than the customer who asks, and so is not there for that one.</summary>
    public static bool IsAnothers(ReservationState state, long? onBehalfOf) =>
        onBehalfOf is { } customer && state.Opened is { } opened && opened.CustomerId != customer;

    /// <summary>What is answered without a payment; <see langword="null"/> when one is to be started or joined.</summary>
    public static PayReservationOutcome? AnswerWithoutPayment(ReservationState state, PayReservation command, DateTimeOffset now)
    {
        if (state.Opened is null)
            return Refused(PayReservationStatus.NotFound);
        // A payment that was refused had no effect: it is tried again, under the same key, too.
        var own = command.CommandId is { } id && state.Payment?.CommandId == id;
        return state switch
        {
            { Paid: { } paid } => own
                ? new(PayReservationStatus.Paid, paid.PaymentId, paid.Amount)
                : Refused(PayReservationStatus.AlreadyPaid),
            { IsPaying: true } => null,
            // A payment begun after the hold's end would be refused by the seat block, after the money was taken.
            _ => StatusAt(state, now) == ReservationStatus.Held ? null : Refused(PayReservationStatus.Expired),
        };
    }

    public static Decision<ReservationPaymentStarted, IReservationEvent> StartPayment(
        ReservationState state, Guid? commandId, DateTimeOffset now)
    {
        if (state.IsPaying)
            return new(state.Payment!, []);
        var attempt = (state.Payment?.Attempt ?? 0) + 1;
        var started = new ReservationPaymentStarted(state.Opened!.CustomerId, attempt, now, commandId, SagaStep.Apart);
        return new(started, [started], WorkChange.Open);
    }

    public static Decision<PayReservationOutcome, IReservationEvent> EndPayment(
        ReservationState state, Guid reservationId, PayReservationStatus result)
    {
        var (opened, payment) = (state.Opened!, state.Payment!);
        if (result != PayReservationStatus.Paid)
        {
            return new(Refused(result),
                [new ReservationPaymentRejected(opened.CustomerId, payment.Attempt, result)], WorkChange.Close);
        }
        var paid = new ReservationPaid(opened.CustomerId, payment.Attempt,
            SagaStep.Id(reservationId, payment.Attempt, "payment", payment.StepIds), opened.Price);
        return new(new(PayReservationStatus.Paid, paid.PaymentId, paid.Amount), [paid], WorkChange.Close);
    }

    /// <summary>Decides while no payment is under way.</summary>
    public static Decision<CancelReservationOutcome, IReservationEvent> Cancel(ReservationState state, DateTimeOffset now)
    {
        if (state.Opened is not { } opened)
            return new(new(CancelReservationStatus.NotFound), []);
        if (state.Paid is not null)
            return new(new(CancelReservationStatus.AlreadyPaid), []);
        return new(new(CancelReservationStatus.Cancelled),
            StatusAt(state, now) == ReservationStatus.Held ? [new ReservationCancelled(opened.CustomerId, now)] : []);
    }

    /// <summary>Where the reservation is at a moment.</summary>
    public static ReservationStatus StatusAt(ReservationState state, DateTimeOffset now) => state switch
    {
        { Paid: not null } => ReservationStatus.Paid,
        { CancelledAt: not null } => ReservationStatus.Cancelled,
        { IsPaying: true } => ReservationStatus.Paying,
        { Rejection: PayReservationStatus.Expired } => ReservationStatus.Expired,
        _ => now < state.Opened!.ExpiresAt ? ReservationStatus.Held : ReservationStatus.Expired,
    };

    public static Reservation? Reservation(ReservationState state, Guid reservationId, DateTimeOffset now) =>
        state.Opened is { } opened ? Reservation(opened, reservationId, StatusAt(state, now)) : null;

    private static Reservation Reservation(ReservationOpened opened, Guid reservationId, ReservationStatus status) =>
        new(reservationId, opened.CustomerId, opened.ConcertId, opened.ScheduleId, opened.SeatId, status, opened.Price,
            opened.HeldAt, opened.ExpiresAt);

    private static PayReservationOutcome Refused(PayReservationStatus status) => new(status, Guid.Empty, 0);
}
