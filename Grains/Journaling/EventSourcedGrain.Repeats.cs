using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Commerce.Journaling;

/// <summary>How a command that was decided before gets the same answer.</summary>
internal abstract partial class EventSourcedGrain<TState, TEvent>
{
    // So many of the commands in memory, from the first, are in the store; the others may be under way.
    private long _durableCommands;
    private (Task Append, long Commands) _underWay = (Task.CompletedTask, 0);

    /// <summary>Answers a command that was decided before; <see langword="null"/> for one that was not.</summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <exception cref="CommerceUnavailableException">The store cannot be read.</exception>
    protected async Task<Reply<TOutcome>?> RecallAsync<TOutcome>(ICommand command, JsonTypeInfo<TOutcome> outcomeJson)
        where TOutcome : class
    {
        Validate(command);
        return await FindAsync(command) is { } receipt ? Repeat(command, receipt, outcomeJson) : null;
    }

    /// <summary>
    /// Remembers the answer of an effect for the command that asked; the effect itself is recorded already, and counted. If the
    /// command was answered meanwhile, it gets that answer.
    /// </summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="outcome">The answer.</param>
    protected async Task<Reply<TOutcome>> RememberAsync<TOutcome>(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, TOutcome outcome)
        where TOutcome : class
    {
        if (await RecallAsync(command, outcomeJson) is { } repeated)
            return repeated;
        if (command.CommandId is { } id)
            Record([], WorkChange.None, id, ReceiptOf(command, outcome, outcomeJson));
        return new(ReplyKind.Decided, outcome);
    }

    /// <summary>Repeats what was decided under the command's id, or decides now. Not durable yet.</summary>
    private async ValueTask<Reply<TOutcome>> RepeatOrDecideAsync<TOutcome>(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, Func<Decision<TOutcome, TEvent>> decide, Past? asked = null)
        where TOutcome : class
    {
        if (await FindAsync(command, asked) is { } receipt)
            return Repeat(command, receipt, outcomeJson);

        var decision = decide();
        Record(command, decision, outcomeJson);
        return new(ReplyKind.Decided, decision.Outcome);
    }

    /// <summary>Finds what was decided under the command's id. If that is nothing, it is so at the moment of the return.</summary>
    private async ValueTask<CommandReceipt?> FindAsync(ICommand command, Past? asked = null)
    {
        if (command.CommandId is not { } id)
            return null;
        for (var past = asked ?? await AskAsync(command, id); ; past = await AskAsync(command, id))
        {
            // Memory last: a second copy of the command may have been decided since the question.
            if ((past.Receipt ?? FindInMemory(command, id)) is { } receipt)
                return receipt;
            if (!_memory.HasForgottenAfter(past.AsOf))
                return null;
        }
    }

    /// <summary>
    /// How many of the commands, from the first, have ids under which nothing was decided, as is known without a question more. No two of
    /// them are the same, and none is an administrative act.
    /// </summary>
    private int CountNew<TCommand>(ReadOnlySpan<TCommand> commands, ReadOnlySpan<Past> asked)
        where TCommand : ICommand
    {
        var ids = new HashSet<Guid>(commands.Length);
        while (ids.Count < commands.Length && commands[ids.Count] is { CommandId: { } id, Actor: null } command
            && asked[ids.Count] is { Receipt: null } past && FindInMemory(command, id) is null
            && !_memory.HasForgottenAfter(past.AsOf) && ids.Add(id))
        {
        }
        return ids.Count;
    }

    /// <summary>Asks memory, and the store when memory may have forgotten the command.</summary>
    private async ValueTask<Past> AskAsync(ICommand command, Guid id)
    {
        var asOf = _memory.Remembered;
        if (FindInMemory(command, id) is { } known)
            return new(known, asOf);
        if (!_memory.MayHaveForgotten(command.NotBefore - Clocks.MostApart ?? Counting(command)))
            return new(null, asOf);
        if (command.NotBefore is null)
        {
            if (_filter.Excludes(id))
                return new(null, asOf);
            if (_filter.BeginsToFill())
                _ = FillFilterAsync(_dependencies.Own);
        }
        if (_memory.HasForgottenAfter(DurableCommands()))
            await OrEndAsync(_dependencies.Own); // what is on its way to the store cannot be found there
        var found = await LookUpAsync(command, id);
        return new(found?.RecordedAt >= Counting(command) ? CommandReceipt.FromBytes(found.Receipt) : null, asOf);
    }

    /// <summary>Reads what the index has, while commands go on.</summary>
    /// <param name="recorded">The last append that the filter was not told of.</param>
    private async Task FillFilterAsync(Task recorded)
    {
        try
        {
            await recorded;
            _filter.Fill(await _journal.Filters.ReadAsync(Stream));
        }
        catch (Exception)
        {
            // Keys are looked up as before, and whoever looks one up is told of what is wrong.
            _filter.GiveUpFilling();
        }
    }

    /// <summary>Asks for all that have an id, together; <see langword="null"/> when none has.</summary>
    private async ValueTask<Past[]?> AskAllAsync<TCommand>(TCommand[] commands)
        where TCommand : ICommand
    {
        if (Array.TrueForAll(commands, command => command.CommandId is null))
            return null;
        var asking = Array.ConvertAll(commands, command => command.CommandId is { } id ? AskAsync(command, id) : default);
        var asked = new Past[asking.Length];
        for (var i = 0; i < asked.Length; i++)
            asked[i] = await asking[i];
        return asked;
    }

    private CommandReceipt? FindInMemory(ICommand command, Guid id) =>
        _memory.TryGet(id, Counting(command), Now, out var receipt) ? receipt : null;

    // A client's key is kept for its time. A step is known for as long as its saga is not at its end.
    private DateTimeOffset Counting(ICommand command) =>
        command.NotBefore is null ? Now - _journal.Idempotency.Value.KeepFor : DateTimeOffset.MinValue;

    private async Task<StoredReceipt?> LookUpAsync(ICommand command, Guid id)
    {
        try
        {
            return await _journal.Lookups.FindAsync(new(Stream, id, command.NotBefore));
        }
        catch (Exception failure)
        {
            throw new CommerceUnavailableException($"The commands of {Stream} cannot be looked up.", failure);
        }
    }

    private void Remember(Guid id, CommandReceipt receipt, DateTimeOffset now)
    {
        _memory.Remember(id, receipt, now, now);
        _filter.Add(id);
        DurableCommands();
        if (_underWay.Append.IsCompleted)
            _underWay = (_dependencies.Own, _memory.Remembered);
    }

    /// <summary>The journal keeps a stream's order: when an append is durable, all commands before it are.</summary>
    private long DurableCommands()
    {
        if (_underWay.Append.IsCompletedSuccessfully)
            _durableCommands = Math.Max(_durableCommands, _underWay.Commands);
        return _durableCommands;
    }

    private static CommandReceipt ReceiptOf<TOutcome>(ICommand command, TOutcome outcome, JsonTypeInfo<TOutcome> outcomeJson) =>
        new(CommandReceipt.HashOf(command), JsonSerializer.SerializeToUtf8Bytes(outcome, outcomeJson));

    private static Reply<TOutcome> Repeat<TOutcome>(ICommand command, CommandReceipt receipt, JsonTypeInfo<TOutcome> outcomeJson)
        where TOutcome : class =>
        receipt.ContentHash == CommandReceipt.HashOf(command)
            ? new(ReplyKind.Replayed, JsonSerializer.Deserialize(receipt.Outcome, outcomeJson))
            : new(ReplyKind.IdempotencyKeyReused, null);

    /// <summary>What was found out of a command.</summary>
    /// <param name="Receipt">Its answer, if it has one.</param>
    /// <param name="AsOf">How many commands memory had got when it was asked.</param>
    private readonly record struct Past(CommandReceipt? Receipt, long AsOf);
}
