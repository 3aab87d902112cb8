using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>One queue. Its one activation is the line; while somebody waits it looks ten times a second whose turn it is.</summary>
internal sealed class WaitingQueueGrain(JournalContext journal)
    : JournaledGrain<QueueState, IQueueEvent>(journal, QueueEventCodec.Instance), IWaitingQueueGrain
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock = journal.Clock;
    private readonly QueuePace _pace = new();
    private QueueLiveness _liveness = null!;
    private DateTimeOffset _swept;
    private QueueView? _view;
    private QueueKey _key;
    private bool _ticking;
    private bool _ended;

    protected override string Feature => "queue";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ = QueueKey.TryParse(this.GetPrimaryKeyString(), out _key); // any other key is of nothing, and stays so
        await base.OnActivateAsync(cancellationToken);
        _liveness = new(_swept = Now);
        Wake();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _ended = true;
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<Reply<DefineQueueOutcome>> Define(DefineQueue command)
    {
        if (_key == default)
            throw new OutOfBoundsException("queue", "There can be no queue before such a thing.");
        command.Validate();
        // Apart from the rest, for of what is decided together all is told to others.
        var made = Own(() => new(new(0, 0, false), State.Key is null ? [new QueueKeyMade(QueueToken.NewKey())] : []));
        var reply = await Execute(command, QueueJson.Default.DefineQueueOutcome, () => QueueRules.Define(State, command, Now));
        await made;
        if (reply.Outcome is { } outcome)
            Count("define", outcome.Status);
        return reply;
    }

    public async Task<Reply<JoinQueueOutcome>> Join(JoinQueue command) => (await JoinAll([command]))[0];

    public async Task<Reply<JoinQueueOutcome>[]> JoinAll(JoinQueue[] commands)
    {
        var joining = ExecuteAll(commands, QueueJson.Default.JoinQueueOutcome,
            together => QueueRules.Join(State, together, Now, QueueLottery.NewSeed()));
        await Advance(); // decided with the arrivals, durable with them: an empty queue lets in at once
        var replies = await joining;
        Wake();
        for (var i = 0; i < replies.Length; i++)
        {
            if (replies[i].Outcome is not { } outcome)
                continue;
            Count("join", outcome.Status);
            if (outcome.Number == 0)
                continue;
            _liveness.Asked(outcome.Number, Now);
            var token = new QueueToken(_key, outcome.Number, commands[i].CustomerId);
            replies[i] = replies[i] with { Outcome = outcome with { Ticket = QueueTickets.Ticket(State, token, _pace.PerSecond(Now), Now) } };
        }
        return replies;
    }

    public Task<QueueCheck[]> Check(QueueClaim[] claims)
    {
        Require.Items(claims, CommandBounds.MaxTogether, nameof(claims));
        return Read(state => Array.ConvertAll(claims, claim => QueueRules.Check(state, _key, claim, Now)));
    }

    public async Task<Reply<CloseQueueTokenOutcome>> Close(CloseQueueToken command)
    {
        var closing = Execute(command, QueueJson.Default.CloseQueueTokenOutcome, () => QueueRules.Close(State, command, Now));
        await Advance(); // the slot is the next one's
        var reply = await closing;
        if (reply.Outcome is { } outcome)
            Count("close", outcome.Status);
        return reply;
    }

    public Task<QueueSummary?> Get() => Read(state => QueueTickets.Summary(state, Now));

    public Task<QueueWatch> Watch(long knownVersion, long[] asked)
    {
        if (asked is null || asked.Length > QueueBounds.MaxAsked)
            throw new OutOfBoundsException("asked", $"asked must have at most {QueueBounds.MaxAsked} entries.");
        foreach (var number in asked)
        {
            if (State.Line.CustomerOf(number) is not null)
                _liveness.Asked(number, Now);
        }
        return Read(state => state.Settings is null ? new(false, null)
            : new QueueWatch(true, state.Version == knownVersion ? null : View(state)));
    }

    private QueueView View(QueueState state) =>
        _view?.Version == state.Version ? _view : _view = QueueTickets.View(state, _pace.PerSecond(Now), Now);

    /// <summary>Looks after the queue for as long as somebody waits.</summary>
    private void Wake()
    {
        if (!_ticking && State.Line.Waiting > 0)
            _ = TickAsync();
    }

    private async Task TickAsync()
    {
        _ticking = true;
        while (State.Line.Waiting > 0 && !_ended)
        {
            await Task.Delay(s_tick, _clock);
            try
            {
                await Sweep();
                await Advance();
            }
            catch (CommerceUnavailableException)
            {
                // Nothing was decided, or the activation ends and the next one goes on. The store has told of it.
            }
        }
        _ticking = false;
    }

    private async Task Advance()
    {
        for (var again = !_ended; again;)
        {
            var step = await Own(() => AdmissionRules.Advance(State, _liveness, Now, QueueLottery.NewSeed()));
            _pace.Admitted(step.Admitted, Now);
            again = step.Again && !_ended;
        }
    }

    private async Task Sweep()
    {
        if (_ended || Now - _swept < s_sweepEvery)
            return;
        _swept = Now;
        while ((await Own(() => AdmissionRules.Sweep(State, _liveness, Now))).Again)
        {
            // There are more.
        }
        _liveness.Forget(State.Line);
    }

    private async Task<QueueStep> Own(Func<Decision<QueueStep, IQueueEvent>> decide) =>
        (await Execute(OwnDecision.Instance, QueueJson.Default.QueueStep, decide)).Outcome!;

    /// <summary>A decision of the queue itself, which nobody can repeat.</summary>
    private sealed class OwnDecision : ICommand
    {
        public static readonly OwnDecision Instance = new();

        public Guid? CommandId => null;

        public string Content => "";

        public void Validate()
        {
            // Nobody sent it.
        }
    }
}
