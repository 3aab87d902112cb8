using System.Text.Json.Serialization.Metadata;

namespace Commerce.Journaling;

/// <summary>How commands are executed.</summary>
internal abstract partial class EventSourcedGrain<TState, TEvent>
{
    /// <summary>Executes a command, at most once per command id. What was decided is not durable yet: the answer waits for that on its
    /// way out.</summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="name">What the command is counted under, such as <c>redeem</c>.</param>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="decide">The rule, over <see cref="State"/>; pure.</param>
    /// <exception cref="CommerceUnavailableException">
    /// The store is unavailable or full, or this activation lost its place to another one. The command may be repeated.
    /// </exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing was decided.</exception>
    protected async Task<Reply<TOutcome>> ExecuteAsync<TOutcome>(
        string name, ICommand command, JsonTypeInfo<TOutcome> outcomeJson, Func<Decision<TOutcome, TEvent>> decide)
        where TOutcome : class, IOutcome
    {
        var reply = await ExecuteUncountedAsync(command, outcomeJson, decide);
        Count(name, reply.Outcome);
        return reply;
    }

    /// <summary>
    /// Executes commands in their order, each as if it had come alone. Successive commands without an id are decided together, and so
    /// are those with an id that are known to be new, where the rule can tell whose each event is; any other is decided by itself, for
    /// its answer is remembered by itself. What has to be looked up of any of them is looked up before the first is decided.
    /// </summary>
    /// <typeparam name="TCommand">The commands.</typeparam>
    /// <typeparam name="TOutcome">Their outcomes.</typeparam>
    /// <param name="name">What each command is counted under.</param>
    /// <param name="commands">The commands.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="decide">The rule, over <see cref="State"/>: an outcome for each command it is given; pure.</param>
    /// <param name="decideEach">
    /// The same, if it can tell whose each event is: decisions of which each rests on those before, and none changes the unfinished work.
    /// </param>
    /// <returns>The answers, in order. Those missing at the end were not decided: the writer would not take more.</returns>
    /// <exception cref="CommerceUnavailableException">None of the commands was taken, or it is not known which took effect.</exception>
    /// <exception cref="OutOfBoundsException">A value of one of them is outside its bounds; none was decided.</exception>
    protected async Task<Reply<TOutcome>[]> ExecuteAllAsync<TCommand, TOutcome>(
        string name,
        TCommand[] commands,
        JsonTypeInfo<TOutcome> outcomeJson,
        Func<IReadOnlyList<TCommand>, Decision<IReadOnlyList<TOutcome>, TEvent>> decide,
        Func<IReadOnlyList<TCommand>, IReadOnlyList<Decision<TOutcome, TEvent>>>? decideEach = null)
        where TCommand : ICommand
        where TOutcome : class, IOutcome
    {
        // All commands are validated before any is decided: a call with a wrong value has no effect.
        Require.Items(commands, CommandBounds.MaxTogether, nameof(commands));
        foreach (var command in commands)
            Validate(command);
        var asked = await AskAllAsync(commands);
        var replies = new List<Reply<TOutcome>>(commands.Length);
        try
        {
            while (replies.Count < commands.Length)
            {
                var done = replies.Count;
                if (CountWithoutId(commands.AsSpan(done)) is > 0 and var together)
                    replies.AddRange(AsDecided(Record(decide(commands[done..(done + together)]))));
                else if (decideEach is not null && CountNew(commands.AsSpan(done), asked.AsSpan(done)) is > 0 and var each)
                    replies.AddRange(AsDecided(RecordEach(commands[done..(done + each)], decideEach, outcomeJson)));
                else
                {
                    var alone = commands[done];
                    replies.Add(await RepeatOrDecideAsync(alone, outcomeJson, () => OfOne(decide([alone])), asked![done]));
                }
            }
        }
        catch (CommerceUnavailableException) when (replies.Count > 0)
        {
            // The commands before were decided and are on their way to the journal: they are answered.
        }
        foreach (var reply in replies)
            Count(name, reply.Outcome);
        return [.. replies];
    }

    /// <summary>Executes what the grain does by itself, without a command: no answer to it is remembered.</summary>
    /// <typeparam name="TOutcome">What is decided on.</typeparam>
    /// <param name="decide">The rule, over <see cref="State"/>; pure.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full, or this activation lost its place.</exception>
    protected Task<TOutcome> ExecuteAsync<TOutcome>(Func<Decision<TOutcome, TEvent>> decide) => Task.FromResult(Record(decide()));

    /// <summary>As <see cref="ExecuteAsync{TOutcome}(Func{Decision{TOutcome, TEvent}})"/>, and counts the outcome.</summary>
    /// <typeparam name="TOutcome">What is decided on.</typeparam>
    /// <param name="name">What the outcome is counted under.</param>
    /// <param name="decide">The rule, over <see cref="State"/>; pure.</param>
    /// <param name="actor">Who asked for it, when it is an administrative act.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full, or this activation lost its place.</exception>
    protected Task<TOutcome> ExecuteAsync<TOutcome>(string name, Func<Decision<TOutcome, TEvent>> decide, Actor? actor = null)
        where TOutcome : class, IOutcome
    {
        var outcome = Record(decide(), actor);
        Count(name, outcome);
        return Task.FromResult(outcome);
    }

    /// <summary>Checks a command's values, and its actor's.</summary>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds.</exception>
    protected static void Validate(ICommand command)
    {
        command.Validate();
        command.Actor?.Validate();
    }

    private async Task<Reply<TOutcome>> ExecuteUncountedAsync<TOutcome>(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, Func<Decision<TOutcome, TEvent>> decide)
        where TOutcome : class
    {
        Validate(command); // before receipts are compared: a command that is not valid may have no content
        return await RepeatOrDecideAsync(command, outcomeJson, decide);
    }

    /// <summary>Records a decision whose answer need not be remembered. Not durable yet.</summary>
    private TOutcome Record<TOutcome>(in Decision<TOutcome, TEvent> decision, Actor? actor = null)
    {
        if (decision.Events.Count > 0)
            Record(decision.Events, decision.Work, null, null, actor);
        return decision.Outcome;
    }

    /// <summary>
    /// Records a command's decision. Not durable yet. What a client's key binds is an effect: a refusal has none, and is decided
    /// again. A step of a saga is bound to its refusal, too, for the saga must come to the same end whoever runs it - but not at a grain
    /// that does not exist, which unknown ids must not bring into being.
    /// </summary>
    private void Record<TOutcome>(ICommand command, in Decision<TOutcome, TEvent> decision, JsonTypeInfo<TOutcome> outcomeJson)
    {
        if (IsRemembered(command, decision))
            Record([RecordedOf(command, decision, outcomeJson)], decision.Work, command.Actor);
    }

    private bool IsRemembered<TOutcome>(ICommand command, in Decision<TOutcome, TEvent> decision) =>
        decision.Events.Count > 0 || (command is { CommandId: not null, NotBefore: not null } && Exists);

    /// <summary>Records the decisions of new commands that have ids, in one append: each as if it had been recorded alone.</summary>
    private IEnumerable<TOutcome> RecordEach<TCommand, TOutcome>(
        TCommand[] commands, Func<IReadOnlyList<TCommand>, IReadOnlyList<Decision<TOutcome, TEvent>>> decideEach,
        JsonTypeInfo<TOutcome> outcomeJson)
        where TCommand : ICommand
    {
        var decisions = decideEach(commands);
        var recorded = new List<Recorded>(commands.Length);
        for (var i = 0; i < commands.Length; i++)
        {
            if (IsRemembered(commands[i], decisions[i]))
                recorded.Add(RecordedOf(commands[i], decisions[i], outcomeJson));
        }
        if (recorded.Count > 0)
            Record(recorded, WorkChange.None, null);
        return decisions.Select(decision => decision.Outcome);
    }

    private static Recorded RecordedOf<TOutcome>(
        ICommand command, in Decision<TOutcome, TEvent> decision, JsonTypeInfo<TOutcome> outcomeJson) =>
        new(decision.Events, command.CommandId, command.CommandId is null ? null : ReceiptOf(command, decision.Outcome, outcomeJson));

    /// <summary>Records one decision. No events record just an answer.</summary>
    private void Record(
        IReadOnlyList<TEvent> decided, WorkChange work, Guid? commandId, CommandReceipt? receipt, Actor? actor = null) =>
        Record([new(decided, commandId, receipt)], work, actor);

    /// <summary>Hands events to the writer, then takes them into the state: if the writer refuses, nothing has happened.</summary>
    private void Record(IReadOnlyList<Recorded> decisions, WorkChange work, Actor? actor)
    {
        var now = Now;
        var events = new List<JournalEvent>(decisions.Count);
        var publish = false;
        foreach (var (decided, commandId, receipt) in decisions)
        {
            for (var left = Math.Max(1, decided.Count); left > 0; left--)
            {
                var stored = decided.Count == 0 ? AnsweredCommand.Stored : _codec.Encode(decided[^left]);
                publish |= stored.Publish;
                // The receipt goes with the last event: a command counts as remembered when all of it is there.
                events.Add(new JournalEvent(Stream, Seq + 1 + events.Count, EventIds.New(now), stored.Type, stored.Version,
                    stored.Payload, now, commandId, left == 1 ? receipt?.ToBytes() : null, actor));
            }
        }

        Append(new JournalAppend(events, publish, work));
        (Seq, _lastEvent) = (Seq + events.Count, events[^1].EventId);
        foreach (var (decided, commandId, receipt) in decisions)
        {
            foreach (var e in decided)
                State.Apply(e);
            if (receipt is { } remembered)
                Remember(commandId!.Value, remembered, now);
        }
        _shown = Show();
        if (_snapshots is not null && Seq - _snapshots.Seq >= _snapshots.NextAfter)
            _ = _snapshots.TrySaveAsync(State, Seq, _dependencies.Own, _lastEvent);
    }

    private void Count(string name, IOutcome? outcome)
    {
        if (outcome is not null)
            _journal.Metrics.Command(StreamCategory, name, outcome);
    }

    /// <summary>How many of the commands, from the first, have no id.</summary>
    private static int CountWithoutId<TCommand>(ReadOnlySpan<TCommand> commands)
        where TCommand : ICommand
    {
        var count = 0;
        while (count < commands.Length && commands[count].CommandId is null)
            count++;
        return count;
    }

    private static IEnumerable<Reply<TOutcome>> AsDecided<TOutcome>(IEnumerable<TOutcome> outcomes)
        where TOutcome : class => outcomes.Select(outcome => new Reply<TOutcome>(ReplyKind.Decided, outcome));

    private static Decision<TOutcome, TEvent> OfOne<TOutcome>(in Decision<IReadOnlyList<TOutcome>, TEvent> decision) =>
        new(decision.Outcome[0], decision.Events, decision.Work);

    /// <summary>What one decision puts into the journal.</summary>
    /// <param name="Events">What happened; none when just an answer is recorded.</param>
    /// <param name="CommandId">The command, if its sender named it.</param>
    /// <param name="Receipt">What a repetition is answered from.</param>
    private readonly record struct Recorded(IReadOnlyList<TEvent> Events, Guid? CommandId, CommandReceipt? Receipt);
}
