using Commerce.Journaling;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>How seats are held.</summary>
/// <param name="HoldFor">How long.</param>
/// <param name="MaxHolds">How many a customer holds of one schedule at once.</param>
/// <param name="MaxHoldTime">How long a customer can go on holding seats of one schedule without buying; as long again none.</param>
internal sealed record HoldTerms(TimeSpan HoldFor, int MaxHolds, TimeSpan MaxHoldTime);

/// <summary>What others said of a customer who wants a seat.</summary>
/// <param name="CustomerExists">Whether the customer is known.</param>
/// <param name="Queue">What the queue says; <see langword="null"/> where it was not asked.</param>
internal sealed record SeatAdmission(bool CustomerExists, QueueCheck? Queue)
{
    /// <summary>Assumes good answers of the others, to find out whether the seat block itself refuses, before they are asked.</summary>
    public static readonly SeatAdmission Assumed = new(true, new(QueueCheckStatus.Active, 0, null));
}

/// <summary>The decisions of a seat block. Pure: state, command and time in; outcome and events out.</summary>
internal static class SeatRules
{
    public static Decision<DefineSeatBlockOutcome, ISeatEvent> Define(
        SeatBlockState state, long scheduleId, DefineSeatBlock command, DateTimeOffset now)
    {
        command.Validate();
        Require.Id(scheduleId, "scheduleId");
        var defined = new SeatBlockDefined(
            command.ConcertId, command.Schedule.StartsAt, command.Schedule.Price, command.Schedule.Seats, command.HasQueue);
        if (state.Defined is { } before && before.ConcertId != command.ConcertId)
            return new(new(DefineSeatBlockStatus.ScheduleTaken), []);
        if (state.Defined == defined)
            return new(new(DefineSeatBlockStatus.Unchanged), []);
        // What is decided here leaves no time behind, as a hold does: by a clock that is behind, no hold may be on a seat that is gone.
        if (defined.Seats < state.Defined?.Seats && defined.Seats < state.HighestTaken(At(state, now) - Clocks.MostApart))
            return new(new(DefineSeatBlockStatus.SeatsBelowTaken), []);
        return new(new(state.Defined is null ? DefineSeatBlockStatus.Created : DefineSeatBlockStatus.Updated), [defined]);
    }

    public static Decision<HoldSeatOutcome, ISeatEvent> Hold(
        SeatBlockState state, long scheduleId, HoldSeat command, SeatAdmission admission, HoldTerms terms, DateTimeOffset clock)
    {
        command.Validate();
        var now = ToMillisecond(At(state, clock));
        if (state.Defined is not { } schedule)
            return Refuse(HoldSeatStatus.ScheduleNotFound);
        if (command.SeatId > schedule.Seats)
            return Refuse(HoldSeatStatus.SeatNotFound);
        var seatId = (int)command.SeatId;
        if (state.Of(command.ReservationId) is { } own && own.Claim.Takes(now))
        {
            return own.SeatId == seatId && own.Claim.CustomerId == command.CustomerId
                ? new(new(HoldSeatStatus.Held, Reservation(scheduleId, schedule, seatId, own.Claim)), [])
                : Refuse(HoldSeatStatus.ReservationIdTaken);
        }
        if (Refusal(state, schedule, command, terms, now) is { } refusal)
            return Refuse(refusal);
        if (schedule.HasQueue && admission.Queue is not { Status: QueueCheckStatus.Active })
        {
            // Without an answer of the queue, it was set up after the others were asked: the customer has shown it no token.
            return Refuse(admission.Queue?.Status == QueueCheckStatus.NotActive
                ? HoldSeatStatus.QueueTokenNotActive
                : HoldSeatStatus.QueueTokenRequired);
        }
        if (!admission.CustomerExists)
            return Refuse(HoldSeatStatus.CustomerNotFound);

        var window = Window(state, command.CustomerId, terms, now);
        var expiresAt = Earliest(now + terms.HoldFor, window.EndsAt, schedule.StartsAt);
        var held = new SeatHeld(command.ReservationId, seatId, command.CustomerId, schedule.Price, now, expiresAt,
            window.EndsAt, window.AgainAt, schedule.HasQueue ? admission.Queue!.Number : null);
        var claim = new SeatClaim(held.ReservationId, held.CustomerId, held.Price, now, expiresAt, held.QueueNumber, IsSold: false);
        return new(new(HoldSeatStatus.Held, Reservation(scheduleId, schedule, seatId, claim)), [held]);
    }

    public static Decision<SellSeatOutcome, ISeatEvent> Sell(SeatBlockState state, SellSeat command, DateTimeOffset now)
    {
        command.Validate();
        if (state.Of(command.ReservationId) is not { } own || !own.Claim.Takes(At(state, now)))
            return new(new(SellSeatStatus.HoldOver), []);
        return new(new(SellSeatStatus.Sold),
            own.Claim.IsSold ? [] : [new SeatSold(command.ReservationId, own.SeatId, own.Claim.CustomerId)]);
    }

    /// <returns>Whether a seat was held.</returns>
    public static Decision<bool, ISeatEvent> Release(SeatBlockState state, Guid reservationId, DateTimeOffset now)
    {
        Require.ReservationId(reservationId);
        return state.Of(reservationId) is { Claim.IsSold: false } own && own.Claim.Takes(At(state, now))
            ? new(true, [new SeatReleased(reservationId, own.SeatId, own.Claim.CustomerId)])
            : new(false, []);
    }

    /// <summary>The time of a decision: never before the latest one, so that a clock that is behind revives no hold.</summary>
    public static DateTimeOffset At(SeatBlockState state, DateTimeOffset clock) => clock > state.LatestAt ? clock : state.LatestAt;

    private static HoldSeatStatus? Refusal(
        SeatBlockState state, SeatBlockDefined schedule, HoldSeat command, HoldTerms terms, DateTimeOffset now)
    {
        if (now >= schedule.StartsAt)
            return HoldSeatStatus.ScheduleClosed;
        if (schedule.HasQueue && command.QueueToken is null)
            return HoldSeatStatus.QueueTokenRequired;
        if (state.At((int)command.SeatId)?.Takes(now) == true)
            return HoldSeatStatus.SeatTaken;
        if (state.HeldBy(command.CustomerId, now) >= terms.MaxHolds)
            return HoldSeatStatus.TooManyHolds;
        return Window(state, command.CustomerId, terms, now).EndsAt <= now ? HoldSeatStatus.HoldTimeOver : null;
    }

    private static HoldWindow Window(SeatBlockState state, long customerId, HoldTerms terms, DateTimeOffset now) =>
        state.WindowOf(customerId) is { } window && now < window.AgainAt
            ? window
            : new(now + terms.MaxHoldTime, now + 2 * terms.MaxHoldTime);

    private static Reservation Reservation(long scheduleId, SeatBlockDefined schedule, int seatId, SeatClaim claim) =>
        new(claim.ReservationId, claim.CustomerId, schedule.ConcertId, scheduleId, seatId,
            claim.IsSold ? ReservationStatus.Paid : ReservationStatus.Held, claim.Price, claim.HeldAt, claim.ExpiresAt);

    // Clients are told milliseconds. A hold ends at a whole one, so that they are told its exact end.
    private static DateTimeOffset ToMillisecond(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    private static DateTimeOffset Earliest(params ReadOnlySpan<DateTimeOffset> times)
    {
        var earliest = times[0];
        foreach (var time in times)
            earliest = time < earliest ? time : earliest;
        return earliest;
    }

    private static Decision<HoldSeatOutcome, ISeatEvent> Refuse(HoldSeatStatus status) => new(new(status, null), []);
}
