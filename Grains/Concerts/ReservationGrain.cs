using Commerce.Cluster;
using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Concerts;

/// <summary>One reservation. It ends its activation once it is paid or let go: they are many, and each is asked for rarely.</summary>
[CollectionAgeLimit(Minutes = 2), NearCustomerPlacement]
internal sealed class ReservationGrain(JournalContext journal, IGrainFactory grains, IPaymentSteps steps)
    : PayingGrain<ReservationState, IReservationEvent, PayReservationOutcome>(journal, ReservationEventCodec.Instance), IReservationGrain
{
    protected override string StreamCategory => ReservationStreams.Category;

    protected override bool HasSnapshots => false;

    protected override Guid? PaymentCommandId => State.Payment?.CommandId;

    private Guid ReservationId => this.GetPrimaryKey();

    public Task<Reply<OpenReservationOutcome>> Open(OpenReservation command) =>
        ExecuteAsync("open", command, ConcertJson.Default.OpenReservationOutcome,
            () => ReservationRules.Open(State, ReservationId, command, Now));

    public async Task<Reply<PayReservationOutcome>> Pay(PayReservation command)
    {
        if (ReservationRules.IsAnothers(State, command.OnBehalfOf))
            return new(ReplyKind.Decided, new(PayReservationStatus.NotFound, Guid.Empty, 0));
        if (await RecallAsync(command, ConcertJson.Default.PayReservationOutcome) is { } earlier)
            return earlier;
        var now = Now;
        return await AnswerAsync(command, ConcertJson.Default.PayReservationOutcome,
            ReservationRules.AnswerWithoutPayment(State, command, now), now);
    }

    public async Task<CancelReservationStatus> Cancel()
    {
        while (State.IsPaying)
            await JoinPaymentAsync(null, Now);
        var cancelled = await ExecuteAsync("cancel", () => ReservationRules.Cancel(State, Now));
        if (cancelled.Status == CancelReservationStatus.Cancelled)
        {
            // Nobody can pay any more. A seat that is not let go here is free at the hold's end.
            await grains.Grain<ISeatBlockGrain>(State.Opened!.ScheduleId).Release(ReservationId);
            DeactivateOnIdle();
        }
        return cancelled.Status;
    }

    public Task<CancelReservationStatus> CancelFor(long customerId) =>
        ReservationRules.IsAnothers(State, customerId) ? Task.FromResult(CancelReservationStatus.NotFound) : Cancel();

    public async Task Resume()
    {
        if (State.IsPaying)
            await JoinPaymentAsync(null, Now);
        else
            DeactivateOnIdle(); // it is listed as unfinished: another activation may have begun it, and this one does not know
    }

    public Task<Reservation?> Get() => ReadAsync(state => ReservationRules.Reservation(state, ReservationId, Now));

    protected override bool IsPaid(PayReservationOutcome outcome) => outcome.Status == PayReservationStatus.Paid;

    protected override long AmountOf(PayReservationOutcome outcome) => outcome.Amount;

    protected override async Task<PayReservationOutcome> RunPaymentAsync(Guid? commandId, DateTimeOffset askedAt)
    {
        var started = await ExecuteAsync(() => ReservationRules.StartPayment(State, commandId, askedAt));
        var result = await MeasureAsync("reservation-payment",
            () => new ReservationPayment(steps, ReservationId, State.Opened!, started).RunAsync());
        var outcome = await ExecuteAsync("pay", () => ReservationRules.EndPayment(State, ReservationId, result));
        DeactivateOnIdle();
        return outcome;
    }
}
