using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Concerts;

/// <summary>One reservation. It ends its activation once it is paid or let go: reservations are many, and each is asked for rarely.</summary>
[CollectionAgeLimit(Minutes = 2)]
internal sealed class ReservationGrain(JournalContext journal, IGrainFactory grains, IPaymentSteps steps)
    : PayingGrain<ReservationState, IReservationEvent, PayReservationOutcome>(journal, ReservationEventCodec.Instance), IReservationGrain
{
    protected override string Feature => "reservation";

    protected override bool HasSnapshots => false;

    private Guid ReservationId => this.GetPrimaryKey();

    public Task<Reply<OpenReservationOutcome>> Open(OpenReservation command) =>
        Execute(command, ConcertJson.Default.OpenReservationOutcome, () => ReservationRules.Open(State, ReservationId, command, Now));

    public async Task<Reply<PayReservationOutcome>> Pay(PayReservation command)
    {
        if (await Recall(command, ConcertJson.Default.PayReservationOutcome) is { } earlier)
            return earlier;
        var outcome = ReservationRules.AnswerWithoutPayment(State, command, Now) ?? await JoinPayment(command.CommandId);
        return await Execute(command, ConcertJson.Default.PayReservationOutcome, () => new(outcome, []));
    }

    public async Task<CancelReservationStatus> Cancel()
    {
        while (State.IsPaying)
            await JoinPayment(null);
        var cancelled = await Decide(ConcertJson.Default.CancelReservationOutcome, () => ReservationRules.Cancel(State, Now));
        Count("cancel", cancelled.Status);
        if (cancelled.Status == CancelReservationStatus.Cancelled)
        {
            // Nobody can pay any more. A seat that is not let go here is free at the hold's end.
            await grains.Grain<ISeatBlockGrain>(State.Opened!.ScheduleId).Release(ReservationId);
            DeactivateOnIdle();
        }
        return cancelled.Status;
    }

    public async Task Resume()
    {
        if (State.IsPaying)
            await JoinPayment(null);
    }

    public Task<Reservation?> Get() => Read(state => ReservationRules.Reservation(state, ReservationId, Now));

    protected override async Task<PayReservationOutcome> RunPayment(Guid? commandId)
    {
        var started = await Decide(ConcertJson.Default.ReservationPaymentStarted, () => ReservationRules.StartPayment(State, commandId, Now));
        var result = await Measure("reservation-payment", () => new ReservationPayment(steps, ReservationId, State.Opened!, started).RunAsync());
        var outcome = await Decide(ConcertJson.Default.PayReservationOutcome, () => ReservationRules.EndPayment(State, ReservationId, result));
        Count("pay", outcome.Status);
        DeactivateOnIdle();
        return outcome;
    }
}
