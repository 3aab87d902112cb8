using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>One example per outcome of defining a concert, with every later reason for a refusal present too.</summary>
public sealed class ConcertRulesTests
{
    private const long ConcertId = 7001;

    private static readonly DateTimeOffset s_evening = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);
    private static readonly QueueSettings s_queue = new(MaxActive: 2, AdmissionsPerSecond: 2);

    private readonly ConcertState _state = new();

    [Fact]
    public void Define_New_IsCreatedWithItsSchedulesByTheirIds()
    {
        var (outcome, events, _) = Define(Command("Spring", 8002, 8001) with { Queue = s_queue });

        Assert.Equal(DefineConcertStatus.Created, outcome.Status);
        var defined = Assert.Single(events);
        Assert.Equal([Schedule(8001), Schedule(8002)], defined.Schedules);
        Assert.Equal((ConcertId, "Spring", defined.Schedules, s_queue),
            (outcome.Concert!.ConcertId, outcome.Concert.Name, outcome.Concert.Schedules, outcome.Concert.Queue));
    }

    [Fact]
    public void Define_TheSameAgain_IsUnchangedAndWhatIsLeftOutStays()
    {
        Apply(Command("Spring", 8001, 8002) with { Queue = s_queue });

        var (outcome, events, _) = Define(Command("Spring", 8002));

        Assert.Equal((DefineConcertStatus.Unchanged, 0), (outcome.Status, events.Count));
        Assert.Equal([Schedule(8001), Schedule(8002)], outcome.Concert!.Schedules);
        Assert.Equal(s_queue, outcome.Concert.Queue);
    }

    [Fact]
    public void Define_OneThingElse_IsUpdated()
    {
        Apply(Command("Spring", 8001) with { Queue = s_queue });

        foreach (var changed in new[]
                 {
                     Command("Summer", 8001), Command("Spring", 8001, 8003),
                     Command("Spring", 8001) with { Queue = s_queue with { MaxActive = 3 } },
                     Command("Spring") with { Schedules = [new ScheduleDefinition(8001, s_evening, 2_000, 10)] },
                 })
        {
            var (outcome, events, _) = Define(changed);
            Assert.Equal((DefineConcertStatus.Updated, 1), (outcome.Status, events.Count));
            Assert.Equal(events[0].Schedules, outcome.Concert!.Schedules);
        }
    }

    [Fact]
    public void Define_ManySchedules_AreAsManyAsAConcertCanHave()
    {
        Apply(Command("Spring", [.. Enumerable.Range(1, ConcertBounds.MaxSchedules - 1).Select(id => (long)id)]));

        Assert.Equal(DefineConcertStatus.Updated, Define(Command("Spring", 8001)).Outcome.Status);
        AssertRefused(DefineConcertStatus.TooManySchedules, Command("Spring", 8001, 8002),
            DefineSeatBlockStatus.ScheduleTaken, DefineSeatBlockStatus.SeatsBelowTaken);
    }

    [Fact]
    public void Define_ScheduleThatRefuses_IsRefusedWhole()
    {
        Apply(Command("Spring", 8001));

        AssertRefused(DefineConcertStatus.ScheduleTaken, Command("Summer", 8001, 8002, 8003),
            DefineSeatBlockStatus.SeatsBelowTaken, DefineSeatBlockStatus.Created, DefineSeatBlockStatus.ScheduleTaken);
        AssertRefused(DefineConcertStatus.SeatsBelowTaken, Command("Summer", 8001, 8002),
            DefineSeatBlockStatus.Updated, DefineSeatBlockStatus.SeatsBelowTaken);
    }

    [Fact]
    public void Define_OfAnotherRevision_IsVersionMismatchBeforeAnythingElse()
    {
        Apply(Command("Spring", 8001));
        var revision = ConcertRules.Concert(_state, ConcertId)!.Revision();

        AssertRefused(DefineConcertStatus.VersionMismatch, Command("Summer", 8001) with { IfMatch = ["x"] },
            DefineSeatBlockStatus.ScheduleTaken);
        Assert.Equal(DefineConcertStatus.Updated, Define(Command("Summer", 8001) with { IfMatch = ["x", revision] }).Outcome.Status);
    }

    [Fact]
    public void SavedState_BeforeAndAfterItsDefinition_LoadsTheSame()
    {
        Assert.Null(Reload().Defined);

        Apply(Command("Spring", 8001) with { Queue = s_queue });

        Assert.Equal((_state.Defined!.Name, _state.Defined.Queue), (Reload().Defined!.Name, Reload().Defined!.Queue));
        Assert.Equal(_state.Defined.Schedules, Reload().Defined!.Schedules);
    }

    private static Schedule Schedule(long id) => new(id, s_evening, 1_000, 10);

    private static DefineConcert Command(string name, params long[] schedules) =>
        new(name, [.. schedules.Select(id => new ScheduleDefinition(id, s_evening, 1_000, 10))], null, null);

    private Journaling.Decision<DefineConcertOutcome, ConcertDefined> Define(
        DefineConcert command, params DefineSeatBlockStatus[] schedules) =>
        ConcertRules.Define(_state, ConcertId, command, schedules);

    private void Apply(DefineConcert command)
    {
        foreach (var e in Define(command).Events)
            _state.Apply(e);
    }

    private void AssertRefused(DefineConcertStatus status, DefineConcert command, params DefineSeatBlockStatus[] schedules)
    {
        var (outcome, events, _) = Define(command, schedules);
        Assert.Equal((status, 0), (outcome.Status, events.Count));
        Assert.Equal(_state.Defined!.Name, outcome.Concert!.Name);
    }

    private ConcertState Reload()
    {
        var loaded = new ConcertState();
        loaded.LoadPart(0, _state.SavePart(0));
        return loaded;
    }
}
