using Commerce.Journaling;

namespace Commerce.WaitingQueue;

public sealed class QueueRulesTests
{
    private const string Seed = "000102030405060708090a0b0c0d0e0f";

    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);
    private static readonly QueueSettings s_settings = new(MaxActive: 2, AdmissionsPerSecond: 2, ActiveSeconds: 60,
        WaitingTimeoutSeconds: 30);

    private readonly QueueState _state = new();

    [Fact]
    public void Join_AQueueThatIsNone_IsNotFound() => Assert.Equal(JoinQueueStatus.NotFound, Join(s_now, 1)[0].Status);

    [Fact]
    public void Join_WhenAsManyWaitAsMay_IsFullForNewcomersOnly()
    {
        Define(s_settings);
        Apply(new QueueJoined(1, [.. Enumerable.Range(1, QueueBounds.MaxWaiting).Select(customer => (long)customer)], s_now));

        Assert.Equal([JoinQueueStatus.Full, JoinQueueStatus.AlreadyJoined], Join(s_now, QueueBounds.MaxWaiting + 1,
            7).Select(outcome => outcome.Status));

        Apply(new QueueClosed(7, 7, s_now));
        Assert.Equal([JoinQueueStatus.Joined, JoinQueueStatus.Full],
            Join(s_now, QueueBounds.MaxWaiting + 1, QueueBounds.MaxWaiting + 2).Select(outcome => outcome.Status));
    }

    [Fact]
    public void Slot_AtItsEnd_IsTheNextOnesAndNotBefore()
    {
        Define(s_settings);
        Join(s_now, 1, 2, 3);
        Assert.Equal([1, 2], Advance(s_now));
        var end = s_now.AddSeconds(60);

        Assert.Empty(Advance(end.AddTicks(-1)));
        Assert.NotNull(_state.Slots.UntilOf(1, end.AddTicks(-1)));
        Assert.Null(_state.Slots.UntilOf(1, end));
        Assert.Equal([3], Advance(end));
    }

    [Fact]
    public void Slot_OfAClockThatIsBehind_IsStillTakenAndNobodyIsTooMany()
    {
        Define(s_settings);
        Join(s_now, 1, 2, 3, 4);
        Assert.Equal([1, 2], Advance(s_now));

        // Another silo, whose clock is a minute behind, goes on.
        Assert.Empty(Advance(s_now.AddMinutes(-1)));
        Apply(QueueRules.Close(_state, new(1, 1, null), s_now.AddMinutes(-1)));
        Assert.Empty(Advance(s_now.AddMinutes(-1))); // two were let in in this very second
        Assert.Equal([3], Advance(s_now.AddSeconds(1)));
    }

    [Fact]
    public void Define_OfAnOpeningThatHasCome_KeepsTheTime()
    {
        Define(s_settings with { OpensAt = s_now.AddMinutes(1) });
        Assert.Equal(DefineQueueStatus.Updated, Define(s_settings with { OpensAt = s_now.AddMinutes(2) }));
        Join(s_now, 1);
        Assert.Equal(DefineQueueStatus.Updated, Define(s_settings with { OpensAt = s_now.AddMinutes(1) }));

        var opened = s_now.AddMinutes(1);
        Assert.Equal(DefineQueueStatus.AlreadyOpened, Define(s_settings with { OpensAt = opened.AddMinutes(1) }, opened));
        Assert.Equal(DefineQueueStatus.AlreadyOpened, Define(s_settings, opened));
        Assert.Equal(DefineQueueStatus.Updated, Define(s_settings with { OpensAt = opened, MaxActive = 9 }, opened));
        Assert.Equal(DefineQueueStatus.Unchanged, Define(s_settings with
        {
            OpensAt = opened.ToOffset(TimeSpan.FromHours(9)),
            MaxActive = 9
        }, opened));
    }

    [Fact]
    public void Shut_AQueue_LetsNobodyJoin_AndThoseWhoAreThereStay()
    {
        Define(s_settings);
        Join(s_now, 1, 2, 3);
        Assert.Equal([1, 2], Advance(s_now));

        Assert.Equal(ShutQueueStatus.Shut, Shut());

        Assert.Equal([JoinQueueStatus.NotFound, JoinQueueStatus.NotFound, JoinQueueStatus.NotFound],
            Join(s_now, 4, 3, 1).Select(outcome => outcome.Status));
        Assert.NotNull(_state.Slots.UntilOf(1, s_now));
        Assert.Equal([3], Advance(s_now.AddSeconds(60)));
        Assert.Equal(ShutQueueStatus.Unchanged, Shut());
    }

    [Fact]
    public void Shut_AQueueThatIsNone_ChangesNothing()
    {
        Assert.Equal(ShutQueueStatus.Unchanged, Shut());
        Assert.Equal((false, 0L), (_state.IsShut, _state.Version));
    }

    [Fact]
    public void Define_AQueueThatIsShut_OpensItAgainAndKeepsItsOpeningTime()
    {
        var opening = s_settings with { OpensAt = s_now };
        Define(opening);
        Join(s_now, 1);
        Shut();

        Assert.Equal(DefineQueueStatus.AlreadyOpened, Define(s_settings));
        Assert.Equal(JoinQueueStatus.NotFound, Join(s_now, 2)[0].Status);
        Assert.Equal(DefineQueueStatus.Updated, Define(opening));
        Assert.Equal(JoinQueueStatus.Joined, Join(s_now, 2)[0].Status);
        Assert.Equal(DefineQueueStatus.Unchanged, Define(opening));
    }

    [Fact]
    public void Opening_DrawsAmongThoseWhoCameBeforeIt_AndWhoComesThenIsBehindThem()
    {
        var opening = s_now.AddMinutes(1);
        Define(s_settings with { OpensAt = opening });
        Join(opening.AddTicks(-1), 1, 2, 3, 4, 5, 6, 7, 8);
        Assert.Empty(Advance(opening.AddTicks(-1)));

        Join(opening, 9);

        Assert.Equal(new QueueDraw(Seed, 8), _state.Line.Draw);
        long[] ranks = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        long[] drawn = [.. QueueLottery.NumbersByRank(new(Seed, 8)).Select(number => (long)number), 9];
        Assert.NotEqual(ranks, drawn);
        Assert.Equal(drawn, ranks.Select(_state.Line.NumberAt));
        Assert.Equal(ranks, drawn.Select(_state.Line.RankOf));
    }

    [Fact]
    public void Opening_WithNobodyThere_HoldsALotteryAmongNobody()
    {
        Define(s_settings with { OpensAt = s_now });
        Join(s_now, 1, 2);

        Assert.True(_state.IsDrawn);
        Assert.Null(_state.Line.Draw);
        Assert.Equal([1, 2], Advance(s_now));
    }

    [Fact]
    public void Silent_InTheLine_LoseTheirPlacesAndThoseWhoAskedAreLetIn()
    {
        Define(s_settings);
        Join(s_now, 1, 2, 3, 4);
        var liveness = new QueueLiveness();
        Pass(liveness, 1);
        liveness.Asked(2);
        liveness.Asked(4);
        Pass(liveness, 28);
        liveness.Pass(TimeSpan.FromMilliseconds(999), s_settings);

        Assert.Empty(AdmissionRules.Sweep(_state, liveness, s_now).Events);
        liveness.Pass(TimeSpan.FromMilliseconds(1), s_settings);
        var end = s_now.AddSeconds(30);
        var swept = AdmissionRules.Sweep(_state, liveness, end);
        Assert.Equal([1, 3], Assert.IsType<QueueLapsed>(Assert.Single(swept.Events)).Numbers);
        Assert.Equal((2, false), (swept.Outcome.Lapsed, swept.Outcome.Again));

        var step = AdmissionRules.Advance(_state, liveness, end, Seed);
        Apply(step);
        Assert.Equal([2, 4], step.Outcome.Admitted);
        Assert.Equal((2, false, 2), (step.Outcome.Lapsed, step.Outcome.Again, step.Events.Count));
        Assert.Equal((0, 2), (_state.Line.Waiting, _state.Slots.CountAt(end)));
    }

    [Fact]
    public void Silent_MoreThanOneEventTakes_AreRemovedInSeveral()
    {
        Define(s_settings);
        Join(s_now, [.. Enumerable.Range(1, AdmissionRules.MaxInEvent + 1).Select(customer => (long)customer)]);
        var liveness = new QueueLiveness();
        Pass(liveness, 30);

        foreach (var (lapsed, again) in new[] { (AdmissionRules.MaxInEvent, true), (1, false), (0, false) })
        {
            var swept = AdmissionRules.Sweep(_state, liveness, s_now);
            Apply(swept);
            Assert.Equal((lapsed, again), (swept.Outcome.Lapsed, swept.Outcome.Again));
        }
        Assert.Equal(0, _state.Line.Waiting);
    }

    [Fact]
    public void Silent_WhileTheSiloStoodStillOrItsClockWasSet_KeepTheirPlaces()
    {
        Define(s_settings);
        Join(s_now, 1, 2);
        var liveness = new QueueLiveness();

        liveness.Pass(TimeSpan.FromHours(1), s_settings); // nobody could ask

        foreach (var now in new[] { s_now.AddHours(1), s_now, s_now.AddHours(-1) })
            Assert.Empty(AdmissionRules.Sweep(_state, liveness, now).Events);
        Pass(liveness, 28);
        Assert.Empty(AdmissionRules.Sweep(_state, liveness, s_now).Events);
        Pass(liveness, 1);
        Assert.Equal(2, AdmissionRules.Sweep(_state, liveness, s_now).Outcome.Lapsed);
    }

    [Fact]
    public void Silent_WhileNobodyAsksAtAll_KeepTheirPlacesForAQuarterOfAnHour_AndNobodyIsLetIn()
    {
        Define(s_settings);
        Join(s_now, 1, 2);
        var liveness = new QueueLiveness();
        liveness.Heard();

        Pass(liveness, 15, heard: false);
        Assert.True(liveness.IsHeard(s_settings)); // half of the timeout
        Pass(liveness, 1, heard: false);
        Assert.Empty(Advance(s_now, liveness));
        Pass(liveness, 15 * 60 - 16, heard: false);
        Assert.Empty(AdmissionRules.Sweep(_state, liveness, s_now).Events);

        // Time goes on where it stood, a third of the timeout after the last question.
        var late = Copy(seconds: 20);
        Assert.Equal(2, AdmissionRules.Sweep(_state, late, s_now).Outcome.Lapsed);
        Assert.Empty(AdmissionRules.Sweep(_state, Copy(seconds: 19), s_now).Events);

        liveness.Heard();
        liveness.Asked(2);
        Pass(liveness, 19);
        Assert.Empty(AdmissionRules.Sweep(_state, liveness, s_now).Events);
        Pass(liveness, 1);
        Assert.Equal([2], Advance(s_now, liveness));

        QueueLiveness Copy(int seconds)
        {
            var copy = new QueueLiveness();
            copy.Heard();
            Pass(copy, 15 * 60 + seconds, heard: false);
            return copy;
        }
    }

    [Fact]
    public void Silent_AfterTheTimeoutBecameShorter_HaveTheTimeTheyWereToldToAskIn()
    {
        Define(s_settings with { WaitingTimeoutSeconds = 120 });
        Join(s_now, 1);
        var liveness = new QueueLiveness();
        Define(s_settings);
        liveness.Excuse(s_settings with { WaitingTimeoutSeconds = 120 }); // 40 s

        Pass(liveness, 69);
        Assert.Empty(AdmissionRules.Sweep(_state, liveness, s_now).Events);
        Pass(liveness, 1);
        Assert.Equal(1, AdmissionRules.Sweep(_state, liveness, s_now).Outcome.Lapsed);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(1_000, 1)]
    [InlineData(5_000, 5)]
    [InlineData(20_000, 20)]
    [InlineData(100_000, 60)]
    public void RetryAfter_GrowsWithTheDistance(long position, int seconds)
    {
        var settings = new QueueSettings(1_000, 100, 300, 600);
        var wait = QueueEstimates.Wait(settings, position, free: 0, admittedPerSecond: 100);

        Assert.Equal(TimeSpan.FromSeconds(seconds), QueueEstimates.RetryAfter(settings, wait));
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(30, 10)]
    [InlineData(86_400, 60)]
    public void RetryAfter_OfTheLast_IsInTimeToKeepThePlace(int timeout, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds),
        QueueEstimates.RetryAfter(new(1, 1, 300, timeout), TimeSpan.FromDays(30)));

    /// <summary>Lets seconds pass, tick by tick; somebody asks in each, about no token of these.</summary>
    private static void Pass(QueueLiveness liveness, int seconds, bool heard = true)
    {
        for (; seconds > 0; seconds--)
        {
            if (heard)
                liveness.Heard();
            liveness.Pass(QueueLiveness.LongestTick, s_settings);
        }
    }

    private DefineQueueStatus Define(QueueSettings settings, DateTimeOffset? now = null)
    {
        var decision = QueueRules.Define(_state, new(settings, null), now ?? s_now);
        Apply(decision);
        return decision.Outcome.Status;
    }

    private ShutQueueStatus Shut()
    {
        var decision = QueueRules.Shut(_state);
        Apply(decision);
        return decision.Outcome.Status;
    }

    private IReadOnlyList<JoinQueueOutcome> Join(DateTimeOffset now, params long[] customers)
    {
        var decision = QueueRules.Join(_state, [.. customers.Select(customer => new JoinQueue(customer, null))], now, Seed);
        Apply(decision);
        return decision.Outcome;
    }

    private IReadOnlyList<long> Advance(DateTimeOffset now, QueueLiveness? liveness = null)
    {
        var decision = AdmissionRules.Advance(_state, liveness ?? new(), now, Seed);
        Apply(decision);
        return decision.Outcome.Admitted;
    }

    private void Apply<TOutcome>(Decision<TOutcome, IQueueEvent> decision)
    {
        foreach (var e in decision.Events)
            Apply(e);
    }

    private void Apply(IQueueEvent e) => _state.Apply(e);
}
