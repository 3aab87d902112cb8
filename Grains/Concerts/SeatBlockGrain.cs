using Commerce.Balances;
using Commerce.Journaling;
using Commerce.Telemetry;
using Commerce.WaitingQueue;
using Microsoft.Extensions.Options;

namespace Commerce.Concerts;

/// <summary>The seats of one schedule. Its one activation is where fifty customers who want one seat meet.</summary>
internal sealed class SeatBlockGrain(JournalContext journal, IGrainFactory grains, IOptions<ConcertOptions> options)
    : EventSourcedGrain<SeatBlockState, ISeatEvent>(journal, SeatEventCodec.Instance), ISeatBlockGrain
{
    private readonly HoldTerms _terms = new(options.Value.HoldFor, options.Value.MaxHolds, options.Value.MaxHoldTime);
    private readonly CommerceMetrics _metrics = journal.Metrics;
    private readonly EarlyAnswers _here = journal.Early;
    private readonly SeatMaps _maps = new();

    protected override string StreamCategory => SeatBlockStreams.Category;

    private long ScheduleId => this.GetPrimaryKeyLong();

    public Task<DefineSeatBlockStatus> Preview(DefineSeatBlock command) =>
        ReadAsync(state => SeatRules.Define(state, ScheduleId, command, Now).Outcome.Status);

    public Task<Reply<DefineSeatBlockOutcome>> Define(DefineSeatBlock command) =>
        ExecuteAsync("define", command, ConcertJson.Default.DefineSeatBlockOutcome,
            () => SeatRules.Define(State, ScheduleId, command, Now));

    public async Task<Reply<HoldSeatOutcome>> Hold(HoldSeat command)
    {
        command.Validate();
        if (command.Keyed && await Repeated(command) is { } repeated)
            return repeated;
        // Most customers who come too late are refused from the state alone, without asking the queue and the customer's grain.
        if (SeatRules.Hold(State, ScheduleId, command, SeatAdmission.Assumed, _terms, Now).Outcome is { Reservation: null } refused)
            return await ExecuteAsync("hold", command, ConcertJson.Default.HoldSeatOutcome, () => new(refused, []));
        var admission = await AskAsync(command);
        var expired = State.Expired;
        var deciding = ExecuteAsync("hold", command, ConcertJson.Default.HoldSeatOutcome,
            () => SeatRules.Hold(State, ScheduleId, command, admission, _terms, Now));
        _metrics.HoldsExpired(State.Expired - expired);
        var reply = await deciding;
        if (reply.Outcome?.Reservation is not { } held)
            return reply;
        // The seat is held first. If opening the reservation fails, the hold ends by its time.
        var opened = await Reservation(command).Open(new(held.ConcertId, held.ScheduleId, held.SeatId, held.CustomerId, held.Price,
            held.HeldAt, held.ExpiresAt, State.Of(command.ReservationId)?.Claim.QueueNumber));
        var (status, reservation) = opened.Outcome!;
        if (status == OpenReservationStatus.Opened && reservation.HeldAt == held.HeldAt)
            return reply;
        // The reservation was opened before, for an earlier hold: this hold would never be paid for.
        await Release(command.ReservationId);
        return status == OpenReservationStatus.Opened
            ? Repeat(reservation)
            : new(ReplyKind.Decided, new(HoldSeatStatus.ReservationIdTaken, null));
    }

    public Task<Reply<SellSeatOutcome>> Sell(SellSeat command) =>
        ExecuteAsync("sell", command, ConcertJson.Default.SellSeatOutcome, () => SeatRules.Sell(State, command, Now));

    public Task<bool> Release(Guid reservationId) => ExecuteAsync(() => SeatRules.Release(State, reservationId, Now));

    public Task<SeatMap?> GetMap(string? knownVersion) => ReadAsync(state => _maps.Of(state, Now, knownVersion));

    /// <summary>The answer that a repeated request got, for as long as there is its reservation.</summary>
    private async Task<Reply<HoldSeatOutcome>?> Repeated(HoldSeat command)
    {
        if (await Reservation(command).Get() is not { } made)
            return null;
        return made.ScheduleId == ScheduleId && made.SeatId == command.SeatId && made.CustomerId == command.CustomerId
            ? Repeat(made)
            : new(ReplyKind.IdempotencyKeyReused, null);
    }

    // The answer of then: the reservation may have been paid or have ended since.
    private static Reply<HoldSeatOutcome> Repeat(Reservation made) =>
        new(ReplyKind.Replayed, new(HoldSeatStatus.Held, made with { Status = ReservationStatus.Held }));

    private async Task<SeatAdmission> AskAsync(HoldSeat command)
    {
        var customer = new Looks(_here, this).At(grains.Grain<IBalanceGrain>(command.CustomerId), balance => balance.Get());
        var queue = State.Defined is { HasQueue: true } schedule
            ? grains.Grain<IWaitingQueueGrain>(QueueKey.OfConcert(schedule.ConcertId).ToString())
                .Check([new(command.QueueToken, command.CustomerId)])
            : null;
        return new(await customer is not null, queue is null ? null : (await queue)[0]);
    }

    private IReservationGrain Reservation(HoldSeat command) => grains.Grain<IReservationGrain>(command.ReservationId);
}
