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
    protected async Task<Reply<TOutcome>> Execute<TOutcome>(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, Func<Decision<TOutcome, TEvent>> decide)
        where TOutcome : class
    {
        var reply = await Decide(command, outcomeJson, decide);
        await Durable(_lastAppend);
        return reply;
    }

    /// <summary>Decides commands one after the other, as <see cref="Execute"/> does, and answers when all of it is durable.</summary>
    /// <typeparam name="TCommand">The commands.</typeparam>
    /// <typeparam name="TOutcome">Their outcomes.</typeparam>
    /// <param name="commands">The commands.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="decide">The rule, over <see cref="State"/>; pure.</param>
    /// <returns>The answers, in order. Those missing at the end were not decided: the writer would not take more.</returns>
    /// <exception cref="CommerceUnavailableException">None of the commands was taken, or it is not known which took effect.</exception>
    protected async Task<Reply<TOutcome>[]> ExecuteAll<TCommand, TOutcome>(
        TCommand[] commands, JsonTypeInfo<TOutcome> outcomeJson, Func<TCommand, Decision<TOutcome, TEvent>> decide)
        where TCommand : ICommand
        where TOutcome : class
    {
        var replies = new List<Reply<TOutcome>>(commands.Length);
        foreach (var command in commands)
        {
            try
            {
                replies.Add(await Decide(command, outcomeJson, () => decide(command)));
            }
            catch (CommerceUnavailableException) when (replies.Count > 0)
            {
                break;
            }
        }
        await Durable(_lastAppend);
        return [.. replies];
    }

    /// <summary>Answers a command that was decided before; <see langword="null"/> for one that was not.</summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    protected async Task<Reply<TOutcome>?> Recall<TOutcome>(ICommand command, JsonTypeInfo<TOutcome> outcomeJson)
        where TOutcome : class
    {
        if (Remembered(command) is not { } receipt)
            return null;
        await Durable(_lastAppend);
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

    /// <summary>
    /// Hands a decision to the writer, then takes it into the state: if the writer refuses, nothing has happened. A refusal
    /// is recorded too when the command has an id, for it must be the same when repeated - but not for a grain that does
    /// not exist, which unknown ids must not bring into being.
    /// </summary>
    private void Record<TOutcome>(ICommand command, in Decision<TOutcome, TEvent> decision, JsonTypeInfo<TOutcome> outcomeJson)
    {
        var refusal = decision.Events.Count == 0;
        if (refusal && (command.CommandId is null || !Exists))
            return;

        CommandReceipt? receipt = command.CommandId is null
            ? null
            : new(CommandReceipt.HashOf(command), JsonSerializer.SerializeToUtf8Bytes(decision.Outcome, outcomeJson));
        var now = Now;
        var events = new JournalEvent[refusal ? 1 : decision.Events.Count];
        var publish = false;
        for (var i = 0; i < events.Length; i++)
        {
            var stored = refusal ? s_answered : _codec.Encode(decision.Events[i]);
            publish |= stored.Publish;
            // The receipt goes with the last event: a command counts as remembered when all of it is there.
            var last = i == events.Length - 1;
            events[i] = new JournalEvent(Stream, Seq + 1 + i, Guid.CreateVersion7(now), stored.Type, stored.Version, stored.Payload,
                now, command.CommandId, last ? receipt?.ToBytes() : null);
        }

        _lastAppend = _journal.Writer.Append(_session, new JournalAppend(events, publish, decision.Work));
        foreach (var e in decision.Events)
            State.Apply(e);
        Seq += events.Length;
        if (receipt is { } remembered)
            _memory.Remember(command.CommandId!.Value, remembered, now);
        if (HasSnapshots && Seq - _snapshots.Seq >= _snapshots.NextAfter)
            _ = _snapshots.TrySaveAsync(State, Seq, _lastAppend);
    }

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
            await Durable(_lastAppend); // what is on its way to the journal cannot be found there
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
