using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Commerce.Journaling;

/// <summary>How commands are decided, remembered and repeated.</summary>
public abstract partial class JournaledGrain<TState, TEvent>
{
    // An answer without events, remembered because its command has an id.
    private static readonly StoredEvent s_answered = new("command.answered", 1, "{}"u8.ToArray(), Publish: false);

    // How far the clocks of two silos may be apart.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromSeconds(5);

    /// <summary>Decides a command, at most once per command id, and answers when the decision is durable.</summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="decide">The rule, over <see cref="State"/>; pure.</param>
    /// <exception cref="CommerceUnavailableException">
    /// The store is unavailable or full, or this activation lost its place to another one. The command may be repeated.
    /// </exception>
    /// <exception cref="OutOfBoundsException">A value is none that the contract takes; nothing was decided.</exception>
    protected async Task<Reply<TOutcome>> Execute<TOutcome>(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, Func<Decision<TOutcome, TEvent>> decide)
        where TOutcome : class
    {
        command.Validate(); // first of all: what is remembered is compared by content, and content of nothing is none
        var reply = await Decide(command, outcomeJson, decide);
        return reply;
    }

    /// <summary>
    /// Decides commands in their order, as <see cref="Execute"/> does, and answers when all of it is durable. Commands that
    /// follow each other without an id are decided together; one with an id is decided alone, for it is remembered alone.
    /// </summary>
    /// <typeparam name="TCommand">The commands.</typeparam>
    /// <typeparam name="TOutcome">Their outcomes.</typeparam>
    /// <param name="commands">The commands.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="decide">The rule, over <see cref="State"/>: an outcome for each command it is given; pure.</param>
    /// <returns>The answers, in order. Those missing at the end were not decided: the writer would not take more.</returns>
    /// <exception cref="CommerceUnavailableException">None of the commands was taken, or it is not known which took effect.</exception>
    /// <exception cref="OutOfBoundsException">A value of one of them is none that the contract takes; none was decided.</exception>
    protected async Task<Reply<TOutcome>[]> ExecuteAll<TCommand, TOutcome>(
        TCommand[] commands,
        JsonTypeInfo<TOutcome> outcomeJson,
        Func<IReadOnlyList<TCommand>, Decision<IReadOnlyList<TOutcome>, TEvent>> decide)
        where TCommand : ICommand
        where TOutcome : class
    {
        // All before any: a call that is refused has had no effect.
        Require.Items(commands, CommandBounds.MaxTogether, nameof(commands));
        foreach (var command in commands)
            command.Validate();
        var replies = new List<Reply<TOutcome>>(commands.Length);
        try
        {
            while (replies.Count < commands.Length)
            {
                var next = new ArraySegment<TCommand>(commands, replies.Count, Together(commands.AsSpan(replies.Count)));
                if (next[0].CommandId is null)
                    replies.AddRange(DecideTogether(() => decide(next)).Select(outcome => new Reply<TOutcome>(ReplyKind.Decided, outcome)));
                else
                    replies.Add(await Decide(next[0], outcomeJson, () => Alone(decide(next))));
            }
        }
        catch (CommerceUnavailableException) when (replies.Count > 0)
        {
            // Those before it are on their way.
        }
        return [.. replies];
    }

    /// <summary>Answers a command that was decided before; <see langword="null"/> for one that was not.</summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    protected async Task<Reply<TOutcome>?> Recall<TOutcome>(ICommand command, JsonTypeInfo<TOutcome> outcomeJson)
        where TOutcome : class
    {
        command.Validate();
        if (Remembered(command) is not { } receipt)
            return null;
        return Repeat(command, receipt, outcomeJson);
    }

    /// <summary>Decides now, or repeats what was decided under the command's id. Not durable yet.</summary>
    private async ValueTask<Reply<TOutcome>> Decide<TOutcome>(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, Func<Decision<TOutcome, TEvent>> decide)
        where TOutcome : class
    {
        var looked = await LookUp(command);
        if ((looked ?? Remembered(command)) is { } receipt) // memory last: it is of this very moment
            return Repeat(command, receipt, outcomeJson);

        var decision = decide();
        Record(command, decision, outcomeJson);
        return new(ReplyKind.Decided, decision.Outcome);
    }

    /// <summary>Decides commands that are not remembered. Not durable yet.</summary>
    private IReadOnlyList<TOutcome> DecideTogether<TOutcome>(Func<Decision<IReadOnlyList<TOutcome>, TEvent>> decide)
    {
        var decision = decide();
        if (decision.Events.Count > 0)
            Record(decision.Events, decision.Work, null, null);
        return decision.Outcome;
    }

    /// <summary>
    /// A refusal is recorded too when the command has an id, for it must be the same when repeated - but not for a grain
    /// that does not exist, which unknown ids must not bring into being.
    /// </summary>
    private void Record<TOutcome>(ICommand command, in Decision<TOutcome, TEvent> decision, JsonTypeInfo<TOutcome> outcomeJson)
    {
        if (decision.Events.Count == 0 && (command.CommandId is null || !Exists))
            return;
        CommandReceipt? receipt = command.CommandId is null
            ? null
            : new(CommandReceipt.HashOf(command), JsonSerializer.SerializeToUtf8Bytes(decision.Outcome, outcomeJson));
        Record(decision.Events, decision.Work, command.CommandId, receipt);
    }

    /// <summary>
    /// Hands events to the writer, then takes them into the state: if the writer refuses, nothing has happened. No events
    /// record just an answer.
    /// </summary>
    private void Record(IReadOnlyList<TEvent> decided, WorkChange work, Guid? commandId, CommandReceipt? receipt)
    {
        var now = Now;
        var events = new JournalEvent[Math.Max(1, decided.Count)];
        var publish = false;
        for (var i = 0; i < events.Length; i++)
        {
            var stored = decided.Count == 0 ? s_answered : _codec.Encode(decided[i]);
            publish |= stored.Publish;
            // The receipt goes with the last event: a command counts as remembered when all of it is there.
            var last = i == events.Length - 1;
            events[i] = new JournalEvent(Stream, Seq + 1 + i, Guid.CreateVersion7(now), stored.Type, stored.Version, stored.Payload,
                now, commandId, last ? receipt?.ToBytes() : null);
        }

        Append(new JournalAppend(events, publish, work));
        foreach (var e in decided)
            State.Apply(e);
        (Seq, _lastEvent) = (Seq + events.Length, events[^1].EventId);
        if (receipt is { } remembered)
            _memory.Remember(commandId!.Value, remembered, now);
        if (HasSnapshots && Seq - _snapshots.Seq >= _snapshots.NextAfter)
            _ = _snapshots.TrySaveAsync(State, Seq, _dependencies.Own, _lastEvent);
    }

    /// <summary>How many of the commands, from the first, are decided together.</summary>
    private static int Together<TCommand>(ReadOnlySpan<TCommand> commands)
        where TCommand : ICommand
    {
        var count = 0;
        while (count < commands.Length && commands[count].CommandId is null)
            count++;
        return Math.Max(1, count);
    }

    private static Decision<TOutcome, TEvent> Alone<TOutcome>(in Decision<IReadOnlyList<TOutcome>, TEvent> decision) =>
        new(decision.Outcome[0], decision.Events, decision.Work);

    private CommandReceipt? Remembered(ICommand command) =>
        command.CommandId is { } id && _memory.TryGet(id, Now, out var receipt) ? receipt : null;

    /// <summary>Looks in the journal for a command that may have been decided before the memory begins.</summary>
    private async ValueTask<CommandReceipt?> LookUp(ICommand command)
    {
        if (command is not { CommandId: { } id, NotBefore: { } notBefore }
            || Remembered(command) is not null
            || !_memory.MayHaveForgotten(notBefore - s_clockSkew))
        {
            return null;
        }
        while (true)
        {
            var remembered = _memory.Remembered;
            await DurableAsync(); // what is on its way to the journal cannot be found there
            if (await FindReceipt(id) is { } found)
                return found;
            // A second copy of the command may have been decided meanwhile. The memory tells, if it reaches back to the question.
            if (_memory.Forgotten <= remembered)
                return null;
        }
    }

    private async Task<CommandReceipt?> FindReceipt(Guid commandId)
    {
        try
        {
            return await _journal.Store.FindReceiptAsync(Stream, commandId, CancellationToken.None) is { } found
                ? CommandReceipt.FromBytes(found)
                : null;
        }
        catch (Exception failure)
        {
            throw new CommerceUnavailableException($"The journal of {Stream} cannot be read.", failure);
        }
    }

    private static Reply<TOutcome> Repeat<TOutcome>(ICommand command, CommandReceipt receipt, JsonTypeInfo<TOutcome> outcomeJson)
        where TOutcome : class =>
        receipt.ContentHash == CommandReceipt.HashOf(command)
            ? new(ReplyKind.Replayed, JsonSerializer.Deserialize(receipt.Outcome, outcomeJson))
            : new(ReplyKind.IdempotencyKeyReused, null);
}
