namespace Commerce.WaitingQueue;

/// <summary>
/// Runs steps through the rules and the state, and holds what comes of them against a plain account: a list of those who wait,
/// a list of those inside, and the times of the admissions.
/// </summary>
internal sealed partial class QueueHistory
{
    private const int TimeoutSeconds = QueueBounds.MinWaitingTimeoutSeconds;
    private const string Seed = "000102030405060708090a0b0c0d0e0f";

    private readonly List<IQueueEvent> _journal = [];
    private readonly List<(long Number, long Customer)> _line = []; // in the order of their turn
    private readonly List<(long Number, long Customer, DateTimeOffset Until)> _inside = [];
    private readonly List<DateTimeOffset> _admissions = [];
    private readonly Dictionary<long, TimeSpan> _asked = [];
    private List<byte[]> _saved = [];
    private QueueState _state = new();
    private QueueLiveness _liveness = new();
    private DateTimeOffset _now = new(2025, 3, 1, 20, 0, 0, TimeSpan.Zero);
    private TimeSpan _listened; // how long anybody could have been heard, and was not long before
    private TimeSpan _quiet;
    private long _issued;
    private bool _drawn;
    private bool _shut;

    private DateTimeOffset Moment => _state.Moment(_now);

    public void Run(IEnumerable<QueueHistoryStep> steps)
    {
        foreach (var step in steps)
        {
            Do(step);
            AssertSame();
        }
    }

    private void Do(QueueHistoryStep step)
    {
        switch (step)
        {
            case QueueHistoryStep.Define define:
                Apply(QueueRules.Define(_state, new(new(define.MaxActive, define.PerSecond, define.ActiveSeconds, TimeoutSeconds,
                    define.OpensInSeconds is { } seconds ? _now.AddSeconds(seconds) : null), null), _now).Events);
                break;
            case QueueHistoryStep.Shut:
                Apply(QueueRules.Shut(_state).Events);
                break;
            case QueueHistoryStep.Join join:
                Join(join.Customers);
                break;
            case QueueHistoryStep.Ask ask when _state.Line.NumberOf(ask.Customer) is > 0 and var number:
                Ask(number);
                break;
            case QueueHistoryStep.Close close:
                Close(close.Customer);
                break;
            case QueueHistoryStep.Tick:
                Apply(AdmissionRules.Sweep(_state, _liveness, _now).Events);
                while (true)
                {
                    var step2 = AdmissionRules.Advance(_state, _liveness, _now, Seed);
                    Apply(step2.Events);
                    if (!step2.Outcome.Again)
                        break;
                }
                AssertNobodyWaitsNeedlessly();
                break;
            case QueueHistoryStep.Wait wait:
                for (var left = wait.Milliseconds; left > 0; left -= 100)
                    Pass(TimeSpan.FromMilliseconds(Math.Min(left, 100)));
                break;
            case QueueHistoryStep.Freeze freeze:
                Pass(TimeSpan.FromMilliseconds(freeze.Milliseconds));
                break;
            case QueueHistoryStep.ClockChanges change:
                _now = _now.AddMilliseconds(change.Milliseconds);
                break;
            case QueueHistoryStep.Crash crash:
                Crash(crash.FromSnapshot);
                break;
        }
    }

    private void Join(IReadOnlyList<long> customers)
    {
        var (moment, live) = (Moment, Live(Moment));
        var decision = QueueRules.Join(_state, [.. customers.Select(customer => new JoinQueue(customer, null))], _now, Seed);
        for (var i = 0; i < customers.Count; i++)
        {
            var outcome = decision.Outcome[i];
            if (_state.Settings is null || _shut)
                Assert.Equal(JoinQueueStatus.NotFound, outcome.Status);
            else if (live.TryGetValue(customers[i], out var number))
                Assert.Equal((JoinQueueStatus.AlreadyJoined, number), (outcome.Status, outcome.Number));
            else
            {
                live[customers[i]] = outcome.Number;
                Assert.Equal((JoinQueueStatus.Joined, _issued + live.Values.Count(n => n > _issued)), (outcome.Status, outcome.Number));
            }
        }
        Apply(decision.Events);
        foreach (var joined in decision.Events.OfType<QueueJoined>())
        {
            Assert.Equal(moment, joined.JoinedAt);
            for (var number = joined.FirstNumber; number < joined.FirstNumber + joined.CustomerIds.Count; number++)
                Ask(number);
        }
    }

    private void Close(long customer)
    {
        var number = Live(Moment).GetValueOrDefault(customer, 1_000_000);
        var decision = QueueRules.Close(_state, new(number, customer, null), _now);
        Assert.Equal(Live(Moment).ContainsKey(customer), decision.Outcome.Status == CloseQueueTokenStatus.Closed);
        Assert.Empty(QueueRules.Close(_state, new(number, customer + 1, null), _now).Events); // nobody closes another's
        Apply(decision.Events);
    }

    private void Apply(IReadOnlyList<IQueueEvent> events)
    {
        foreach (var e in events)
        {
            _state.Apply(e);
            _journal.Add(e);
            Account(e);
        }
    }

    private void Ask(long number)
    {
        _liveness.Heard();
        _liveness.Asked(number);
        (_asked[number], _quiet) = (_listened, TimeSpan.Zero);
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        if (_state.Settings is { } settings)
            _liveness.Pass(time, settings);
        var heard = time < TimeSpan.FromSeconds(1) ? time : TimeSpan.FromSeconds(1); // a silo that stands still hears nobody
        _quiet += heard;
        if (_quiet <= TimeSpan.FromSeconds(TimeoutSeconds) / 3)
            _listened += heard;
    }

    private void Crash(bool fromSnapshot)
    {
        var state = new QueueState();
        if (fromSnapshot)
        {
            for (var part = 0; part < _state.PartCount; part++)
            {
                if (part >= _saved.Count)
                    _saved.Add([]);
                if (_state.IsDirty(part))
                    _saved[part] = _state.SavePart(part);
            }
            for (var part = 0; part < _saved.Count; part++)
                state.LoadPart(part, _saved[part]);
        }
        else
        {
            _saved = [];
            _journal.ForEach(state.Apply);
        }
        _state = state;
        _liveness = new(); // what nobody stored: everybody's time begins anew
        _quiet = TimeSpan.Zero;
        foreach (var (number, _) in _line)
            _asked[number] = _listened;
    }

    private void AssertSame()
    {
        var moment = Moment;
        Assert.Equal(_line.Select((token, i) => (token.Number, token.Customer, (long)i + 1)),
            _line.Select(token => (token.Number, _state.Line.CustomerOf(token.Number) ?? 0, _state.Line.PositionOf(token.Number))));
        Assert.Equal((_line.Count, _issued, _shut), (_state.Line.Waiting, _state.Line.Issued, _state.IsShut));
        Assert.Equal(_inside.Count(slot => slot.Until > moment), _state.Slots.CountAt(moment));
        Assert.All(_inside, slot => Assert.Equal(slot.Until > moment ? slot.Until : null, _state.Slots.UntilOf(slot.Number, moment)));
    }

    // A slot is free, the second has room, and yet somebody waits whose turn it is.
    private void AssertNobodyWaitsNeedlessly()
    {
        if (_state.Settings is not { } settings || _line.Count == 0 || !QueueRules.IsOpen(settings, Moment)
            || _quiet > TimeSpan.FromSeconds(TimeoutSeconds) / 2)
            return;
        Assert.True(_inside.Count(slot => slot.Until > Moment) >= settings.MaxActive
            || _admissions.Count(t => t > Moment.AddSeconds(-1)) >= settings.AdmissionsPerSecond, "Somebody waits needlessly.");
    }

    private Dictionary<long, long> Live(DateTimeOffset moment) => _line.Select(token => (token.Customer, token.Number))
        .Concat(_inside.Where(slot => slot.Until > moment).Select(slot => (slot.Customer, slot.Number)))
        .ToDictionary(token => token.Customer, token => token.Number);
}
