using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Commerce.Journaling;

/// <summary>How a command that was decided before gets the same answer.</summary>
internal abstract partial class EventSourcedGrain<TState, TEvent>
{
    // How far the clocks of two silos may be apart.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromSeconds(5);

    /// <summary>Answers a command that was decided before; <see langword="null"/> for one that was not.</summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    protected Task<Reply<TOutcome>?> RecallAsync<TOutcome>(ICommand command, JsonTypeInfo<TOutcome> outcomeJson)
        where TOutcome : class
    {
        command.Validate();
        return Task.FromResult(FindInMemory(command) is { } receipt ? Repeat(command, receipt, outcomeJson) : null);
    }

    /// <summary>
    /// Remembers an answer for the command that asked; what it tells of is decided already, and counted. If the command was
    /// answered meanwhile, it gets that answer.
    /// </summary>
    /// <typeparam name="TOutcome">The command's outcomes.</typeparam>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="outcome">The answer.</param>
    protected Task<Reply<TOutcome>> RememberAsync<TOutcome>(ICommand command, JsonTypeInfo<TOutcome> outcomeJson, TOutcome outcome)
        where TOutcome : class =>
        ExecuteUncountedAsync(command, outcomeJson, () => new(outcome, []));

    /// <summary>Repeats what was decided under the command's id, or decides now. Not durable yet.</summary>
    private async ValueTask<Reply<TOutcome>> RepeatOrDecideAsync<TOutcome>(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, Func<Decision<TOutcome, TEvent>> decide)
        where TOutcome : class
    {
        var forgotten = await FindForgottenAsync(command);
        if ((forgotten ?? FindInMemory(command)) is { } receipt) // memory is read after the wait, so that it is current
            return Repeat(command, receipt, outcomeJson);

        var decision = decide();
        Record(command, decision, outcomeJson);
        return new(ReplyKind.Decided, decision.Outcome);
    }

    private CommandReceipt? FindInMemory(ICommand command) =>
        command.CommandId is { } id && _memory.TryGet(id, Now, out var receipt) ? receipt : null;

    /// <summary>Looks in the journal for a command that may have been decided before the memory begins.</summary>
    private async ValueTask<CommandReceipt?> FindForgottenAsync(ICommand command)
    {
        if (command is not { CommandId: { } id, NotBefore: { } notBefore }
            || FindInMemory(command) is not null
            || !_memory.MayHaveForgotten(notBefore - s_clockSkew))
        {
            return null;
        }
        while (true)
        {
            var remembered = _memory.Remembered;
            await OrEndAsync(_dependencies.Own); // what is on its way to the journal cannot be found there
            if (await FindReceiptAsync(id) is { } found)
                return found;
            // A second copy of the command may have been decided meanwhile. It is in memory, unless memory has forgotten it since.
            if (_memory.Forgotten <= remembered)
                return null;
        }
    }

    private async Task<CommandReceipt?> FindReceiptAsync(Guid commandId)
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
