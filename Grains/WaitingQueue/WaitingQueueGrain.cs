using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>One queue. Its one activation keeps the line; while somebody waits, it admits customers ten times a second.</summary>
internal sealed class WaitingQueueGrain(JournalContext journal)
    : EventSourcedGrain<QueueState, IQueueEvent>(journal, QueueEventCodec.Instance), IWaitingQueueGrain
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = journal.Clock;
    private readonly QueueMetrics _metrics = journal.Metrics.Queues;
    private readonly QueuePace _pace = new();
    private readonly QueueArrivals _arrivals = new();
    private readonly QueueGauge _gauge = new();
    private readonly QueueLiveness _liveness = new();
    private long _began; // timestamp
    private TimeSpan _ticked;
    private TimeSpan _swept;
    private QueueView? _view;
    private QueueKey _key;
    private bool _ticking;
    private bool _ended;

    protected override string StreamCategory => QueueStreams.Category;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ = QueueKey.TryParse(this.GetPrimaryKeyString(), out _key); // with any other key no queue can be defined
        await base.OnActivateAsync(cancellationToken);
        _began = _clock.GetTimestamp();
        _metrics.Follow(_gauge);
        Wake();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ended = true;
        _metrics.Forget(_gauge);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Reply<DefineQueueOutcome>> Define(DefineQueue command)
    {
        if (_key == default)
            throw new OutOfBoundsException("queue", "queue must stand before a concert or a coupon.");
        Validate(command);
        // In an append of its own: the events of one append are published together, and the key is a secret.
        var made = ExecuteAsync(() =>
            new Decision<bool, IQueueEvent>(true, State.Key is null ? [new QueueKeyMade(QueueToken.NewKey())] : []));
        var before = State.Settings;
        var reply = await ExecuteAsync(
            "define", command, QueueJson.Default.DefineQueueOutcome, () => QueueRules.Define(State, command, Now));
        await made;
        if (before is not null && State.Settings!.WaitingTimeoutSeconds < before.WaitingTimeoutSeconds)
            _liveness.Excuse(before);
        return reply;
    }

    public Task<ShutQueueOutcome> Shut(Actor? actor)
    {
        actor?.Validate();
        return ExecuteAsync("shut", () => QueueRules.Shut(State), actor);
    }

    public async Task<Reply<JoinQueueOutcome>> Join(JoinQueue command) => (await JoinAll([command]))[0];

    public async Task<Reply<JoinQueueOutcome>[]> JoinAll(JoinQueue[] commands)
    {
        _liveness.Heard();
        var next = State.Line.Issued + 1;
        var replies = await ExecuteAllAsync("join", commands, QueueJson.Default.JoinQueueOutcome,
            together => QueueRules.Join(State, together, Now, QueueLottery.NewSeed()));
        for (var number = next; number <= State.Line.Issued; number++)
            _liveness.Asked(number);
        if (State.Line.Issued >= next)
            _arrivals.Joined(next, Now);
        Wake();
        await AdvanceAsync(); // decided with the arrivals, durable with them: an empty queue lets in at once
        for (var i = 0; i < replies.Length; i++)
        {
            if (replies[i].Outcome is { Number: > 0 } outcome)
                replies[i] = replies[i] with { Outcome = outcome with { Ticket = Ticket(outcome.Number, commands[i].CustomerId) } };
        }
        return replies;
    }

    public Task<QueueCheck[]> Check(QueueClaim[] claims)
    {
        Require.Items(claims, CommandBounds.MaxTogether, nameof(claims));
        return ReadAsync(state => Array.ConvertAll(claims, claim => QueueRules.Check(state, _key, claim, Now)));
    }

    public async Task<Reply<CloseQueueTokenOutcome>> Close(CloseQueueToken command)
    {
        _liveness.Heard();
        var reply = await ExecuteAsync(
            "close", command, QueueJson.Default.CloseQueueTokenOutcome, () => QueueRules.Close(State, command, Now));
        await AdvanceAsync(); // the free slot goes to the next customer
        return reply;
    }

    public Task<QueueSummary?> Get() => ReadAsync(state => QueueTickets.Summary(state, Now));

    public Task<QueueWatch> Watch(long knownVersion, long[] asked)
    {
        if (asked is null || asked.Length > QueueBounds.MaxAsked)
            throw new OutOfBoundsException("asked", $"asked must have at most {QueueBounds.MaxAsked} entries.");
        _liveness.Heard();
        foreach (var number in asked)
            Asked(number);
        return ReadAsync(state => state.Settings is null ? new(false, null)
            : new QueueWatch(true, state.Version == knownVersion ? null : View(state)));
    }

    // Not by the clock, which may be set.
    private TimeSpan Uptime => _clock.GetElapsedTime(_began);

    // Joining again counts as a question about the token.
    private QueueTicket Ticket(long number, long customerId)
    {
        Asked(number);
        return QueueTickets.Ticket(State, new(_key, number, customerId), _pace.PerSecond(Uptime), Now);
    }

    private void Asked(long number)
    {
        if (State.Line.CustomerOf(number) is not null)
            _liveness.Asked(number);
    }

    private QueueView View(QueueState state) =>
        _view?.Version == state.Version ? _view : _view = QueueTickets.View(state, _pace.PerSecond(Uptime), Now);

    /// <summary>Looks after the queue for as long as somebody waits.</summary>
    private void Wake()
    {
        if (!_ticking && State.Line.Waiting > 0)
            _ = TickAsync();
    }

    private async Task TickAsync()
    {
        _ticking = true;
        _ticked = Uptime;
        while (State.Line.Waiting > 0 && !_ended)
        {
            await Task.Delay(s_tick, _clock);
            var elapsed = Uptime - _ticked;
            _ticked += elapsed;
            if (State.Settings is { } settings)
                _liveness.Pass(elapsed, settings);
            try
            {
                await SweepAsync();
                await AdvanceAsync();
            }
            catch (CommerceUnavailableException)
            {
                // Nothing was decided, or this activation ends and the next one continues. The journal has logged the reason.
            }
        }
        _ticking = false;
    }

    private async Task AdvanceAsync()
    {
        for (var again = true; again && !_ended;)
            again = await StepAsync(() => AdmissionRules.Advance(State, _liveness, Now, QueueLottery.NewSeed()));
    }

    private async Task SweepAsync()
    {
        if (Uptime - _swept < s_sweepEvery)
            return;
        _swept = Uptime;
        for (var again = true; again && !_ended;)
            again = await StepAsync(() => AdmissionRules.Sweep(State, _liveness, Now));
        _liveness.Forget(State.Line);
    }

    private async Task<bool> StepAsync(Func<Decision<QueueStep, IQueueEvent>> decide)
    {
        var step = await ExecuteAsync(decide);
        _pace.Admitted(step.Admitted.Count, Uptime);
        _metrics.Stepped(step, _arrivals, Now);
        if (State.Line.Waiting == 0)
            _arrivals.Clear();
        _gauge.Set(State, Now);
        return step.Again;
    }
}
