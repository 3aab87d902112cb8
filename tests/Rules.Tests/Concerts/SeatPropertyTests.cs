using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Concerts;

public sealed class SeatPropertyTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static Gen<SeatStep> Steps =>
        from kind in Gen.Frequency(
            (3, Gen.Constant(SeatStepKind.Hold)), (2, Gen.Elements(SeatStepKind.Sell, SeatStepKind.Release, SeatStepKind.Save)))
        from reservation in Gen.Choose(1, 12)
        from customer in Gen.Choose(1, 4)
        from seat in Gen.Choose(1, 6)
        from wait in Gen.Frequency((4, Gen.Choose(0, 1_500)), (1, Gen.Choose(0, 20_000)), (1, Gen.Choose(-3_000, 0)))
        select new SeatStep(kind, reservation, customer, seat, wait);

    /// <summary>
    /// A seat is one reservation's at a time and sold at most once; a refusal comes exactly when there is a reason; nobody holds
    /// more, or longer, than a customer may; clocks that are behind and snapshots at any moment change nothing of it.
    /// </summary>
    [Fact]
    public void History_OfFewSeats_KeepsEveryPromise() => Properties.Hold(
        runs: 2_000, Properties.SequencesOf(Steps, maxLength: 150), steps => new SeatHistory(s_start).Run(steps));
}

internal enum SeatStepKind
{
    Hold,
    Sell,
    Release,
    Save,
}

/// <summary>Something that happens to the seats, some milliseconds after what was before; or before it, by a clock that is
/// behind.</summary>
internal sealed record SeatStep(SeatStepKind Kind, int Reservation, int Customer, int Seat, int WaitMilliseconds);

/// <summary>Runs steps through the rules and the state, and holds each answer against a plain account of who has which seat.</summary>
internal sealed class SeatHistory
{
    private const int Seats = 5;

    private static readonly HoldTerms s_terms = new(TimeSpan.FromSeconds(4), 2, TimeSpan.FromSeconds(9));

    private readonly Dictionary<int, (Guid Reservation, long Customer, DateTimeOffset Until, bool Sold)> _claims = [];
    private readonly Dictionary<long, DateTimeOffset> _firstHold = [];
    private readonly HashSet<Guid> _bought = [];
    private readonly SeatMaps _maps = new();
    private readonly List<byte[]> _saved = [];
    private SeatBlockState _state = new();
    private readonly DateTimeOffset _startsAt;
    private DateTimeOffset _clock;
    private DateTimeOffset _seen;

    public SeatHistory(DateTimeOffset start) => (_startsAt, _clock) = (start.AddDays(1), start);

    // What the block goes by: its time does not run backwards past a hold it has given.
    private DateTimeOffset Now => _clock > _seen ? _clock : _seen;

    public void Run(IEnumerable<SeatStep> steps)
    {
        Apply([new SeatBlockDefined(1, _startsAt, 1_000, Seats, HasQueue: false)]);
        foreach (var step in steps)
        {
            _clock += TimeSpan.FromMilliseconds(step.WaitMilliseconds);
            Do(step);
            Check();
        }
    }

    private void Do(SeatStep step)
    {
        var id = new Guid(step.Reservation, (short)step.Customer, 0, new byte[8]);
        switch (step.Kind)
        {
            case SeatStepKind.Hold:
                Hold(id, step.Customer, step.Seat);
                break;
            case SeatStepKind.Sell:
                Sell(id);
                break;
            case SeatStepKind.Release:
                var released = SeatRules.Release(_state, id, _clock);
                Apply(released.Events);
                Assert.Equal(SeatOf(id) is { Claim.Sold: false }, released.Outcome);
                if (SeatOf(id) is { Claim.Sold: false } mine)
                    _claims.Remove(mine.Seat);
                break;
            default:
                _state = Reloaded();
                break;
        }
    }

    private void Hold(Guid id, long customer, int seat)
    {
        var decision = SeatRules.Hold(_state, 1, new(id, customer, seat, null, false), SeatAdmission.Assumed, s_terms, _clock);
        var now = Now;
        var windowStart = _firstHold.TryGetValue(customer, out var first) && now < first + 2 * s_terms.MaxHoldTime ? first : now;
        var own = SeatOf(id);
        var expected =
            seat > Seats ? HoldSeatStatus.SeatNotFound
            : own is { } mine && (mine.Seat != seat || mine.Claim.Customer != customer) ? HoldSeatStatus.ReservationIdTaken
            : own is not null ? HoldSeatStatus.Held
            : Live(seat) is not null ? HoldSeatStatus.SeatTaken
            : HeldBy(customer) >= s_terms.MaxHolds ? HoldSeatStatus.TooManyHolds
            : windowStart + s_terms.MaxHoldTime <= now ? HoldSeatStatus.HoldTimeOver
            : HoldSeatStatus.Held;
        Assert.Equal(expected, decision.Outcome.Status);
        Apply(decision.Events);
        if (decision.Events is not [SeatHeld held])
            return;
        Assert.Equal(new[] { now + s_terms.HoldFor, windowStart + s_terms.MaxHoldTime }.Min(), held.ExpiresAt);
        _claims[seat] = (id, customer, held.ExpiresAt, false);
        _firstHold[customer] = windowStart;
        _seen = now;
    }

    private void Sell(Guid id)
    {
        var decision = SeatRules.Sell(_state, new(id, null, null), _clock);
        var own = SeatOf(id);
        Assert.Equal(own is null ? SellSeatStatus.HoldOver : SellSeatStatus.Sold, decision.Outcome.Status);
        Apply(decision.Events);
        if (own is not { Claim.Sold: false } mine)
            return;
        Assert.True(_bought.Add(id), "The seat is sold again.");
        _claims[mine.Seat] = mine.Claim with { Sold = true };
        _firstHold.Remove(mine.Claim.Customer);
    }

    private void Check()
    {
        var map = _maps.Of(_state, _clock, null)!;
        var live = Enumerable.Range(1, Seats).Select(seat => Live(seat) switch { null => 'F', { Sold: true } => 'S', _ => 'H' }).ToArray();
        Assert.Equal(new string(live), map.Statuses);
        Assert.Equal((live.Count(c => c == 'F'), live.Count(c => c == 'H'), live.Count(c => c == 'S')), (map.Free, map.Held, map.Sold));
    }

    private (Guid Reservation, long Customer, DateTimeOffset Until, bool Sold)? Live(int seat) =>
        _claims.TryGetValue(seat, out var claim) && (claim.Sold || Now < claim.Until) ? claim : null;

    private (int Seat, (Guid Reservation, long Customer, DateTimeOffset Until, bool Sold) Claim)? SeatOf(Guid id)
    {
        for (var seat = 1; seat <= Seats; seat++)
        {
            if (Live(seat) is { } claim && claim.Reservation == id)
                return (seat, claim);
        }
        return null;
    }

    private int HeldBy(long customer) =>
        Enumerable.Range(1, Seats).Count(seat => Live(seat) is { Sold: false } claim && claim.Customer == customer);

    private void Apply(IReadOnlyList<ISeatEvent> events)
    {
        foreach (var e in events)
        {
            var stored = SeatEventCodec.Instance.Encode(e);
            _state.Apply(SeatEventCodec.Instance.Decode(stored.Type, stored.Version, stored.Payload));
        }
    }

    // As snapshots are: what did not change since the last one is not written again.
    private SeatBlockState Reloaded()
    {
        var loaded = new SeatBlockState();
        for (var part = 0; part < _state.PartCount; part++)
        {
            if (part == _saved.Count)
                _saved.Add([]);
            if (_state.IsDirty(part))
                _saved[part] = _state.SavePart(part);
            Assert.False(_state.IsDirty(part), $"Part {part} was saved.");
            loaded.LoadPart(part, _saved[part]);
            Assert.False(loaded.IsDirty(part), $"Part {part} was loaded.");
        }
        Assert.Equal((_state.Changes, _state.Sold, _state.LatestAt), (loaded.Changes, loaded.Sold, loaded.LatestAt));
        return loaded;
    }
}
