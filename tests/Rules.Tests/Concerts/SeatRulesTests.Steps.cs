namespace Commerce.Concerts;

/// <content>The steps that the tests are made of; what is decided is taken into the state.</content>
public sealed partial class SeatRulesTests
{
    private static SeatBlockState Block()
    {
        var state = new SeatBlockState();
        state.Apply(new SeatBlockDefined(Concert, s_startsAt, 1_000, 50, HasQueue: false));
        return state;
    }

    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    private Journaling.Decision<HoldSeatOutcome, ISeatEvent> Decide(
        int reservation, long seat, long customer, DateTimeOffset now,
        SeatAdmission? admission = null, string? token = null, SeatBlockState? state = null) =>
        SeatRules.Hold(state ?? _state, Schedule, new(Id(reservation), customer, seat, token, false),
            admission ?? SeatAdmission.Assumed, s_terms, now);

    private HoldSeatOutcome Hold(
        int reservation, long seat, long customer, DateTimeOffset now,
        SeatAdmission? admission = null, string? token = null, SeatBlockState? state = null)
    {
        var decision = Decide(reservation, seat, customer, now, admission, token, state);
        foreach (var e in decision.Events)
            _state.Apply(e);
        return decision.Outcome;
    }

    private SellSeatStatus Sell(int reservation, DateTimeOffset now, bool apply = true)
    {
        var decision = SeatRules.Sell(_state, new(Id(reservation), null, null), now);
        foreach (var e in apply ? decision.Events : [])
            _state.Apply(e);
        return decision.Outcome.Status;
    }

    private bool Release(int reservation, DateTimeOffset now)
    {
        var decision = SeatRules.Release(_state, Id(reservation), now);
        foreach (var e in decision.Events)
            _state.Apply(e);
        return decision.Outcome;
    }

    private DefineSeatBlockStatus Define(int seats, DateTimeOffset now, long concert = Concert)
    {
        var decision = SeatRules.Define(_state, Schedule, new(concert, new(Schedule, s_startsAt, 1_000, seats), false), now);
        foreach (var e in decision.Events)
            _state.Apply(e);
        return decision.Outcome.Status;
    }
}
