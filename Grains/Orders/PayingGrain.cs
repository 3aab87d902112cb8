using System.Text.Json.Serialization.Metadata;
using Commerce.Journaling;
using Commerce.Telemetry;

namespace Commerce.Orders;

/// <summary>A grain that is paid for: one payment at a time, which others who want to pay join.</summary>
/// <typeparam name="TState">The state.</typeparam>
/// <typeparam name="TEvent">The events.</typeparam>
/// <typeparam name="TOutcome">A payment's outcome.</typeparam>
internal abstract class PayingGrain<TState, TEvent, TOutcome>(JournalContext journal, IEventCodec<TEvent> codec)
    : EventSourcedGrain<TState, TEvent>(journal, codec)
    where TState : class, IEventSourcedState<TEvent>, new()
    where TEvent : class
    where TOutcome : class
{
    private readonly CommerceMetrics _metrics = journal.Metrics;
    private Task<TOutcome>? _payment;

    /// <summary>The command that the latest payment was begun for, if it had an id. The state knows it for ever.</summary>
    protected abstract Guid? PaymentCommandId { get; }

    /// <summary>Whether an outcome is that of a payment that succeeded.</summary>
    /// <param name="outcome">The outcome.</param>
    protected abstract bool IsPaid(TOutcome outcome);

    /// <summary>The money of a payment that succeeded.</summary>
    /// <param name="outcome">Its outcome.</param>
    /// <returns>Won.</returns>
    protected abstract long AmountOf(TOutcome outcome);

    /// <summary>Answers a command to pay that memory knows nothing of. Nothing is awaited from here to the start of the payment.</summary>
    /// <param name="command">The command.</param>
    /// <param name="outcomeJson">How an outcome is remembered.</param>
    /// <param name="answer">The answer for which no payment is needed, if there is one.</param>
    /// <param name="askedAt">When that was decided.</param>
    protected async Task<Reply<TOutcome>> AnswerAsync(
        ICommand command, JsonTypeInfo<TOutcome> outcomeJson, TOutcome? answer, DateTimeOffset askedAt)
    {
        if (answer is not null)
            return new(IsPaid(answer) ? ReplyKind.Replayed : ReplyKind.Decided, answer);
        var outcome = await JoinPaymentAsync(command.CommandId, askedAt);
        // Of a command that joined the payment of another one, the answer is remembered.
        return IsPaid(outcome) && PaymentCommandId != command.CommandId
            ? await RememberAsync(command, outcomeJson, outcome)
            : new(ReplyKind.Decided, outcome);
    }

    // A payment that has ended is not joined, whether it was refused or the store was unavailable: the next caller starts a new one.
    protected Task<TOutcome> JoinPaymentAsync(Guid? commandId, DateTimeOffset askedAt) =>
        _payment is { IsCompleted: false } underWay ? underWay : _payment = RunAndCountAsync(commandId, askedAt);

    /// <summary>Starts a payment, or takes up the one that was cut short, and brings it to its end.</summary>
    /// <param name="commandId">The command that asks for it, if it has an id.</param>
    /// <param name="askedAt">When: the moment at which it was decided that one can start.</param>
    protected abstract Task<TOutcome> RunPaymentAsync(Guid? commandId, DateTimeOffset askedAt);

    private async Task<TOutcome> RunAndCountAsync(Guid? commandId, DateTimeOffset askedAt)
    {
        var outcome = await RunPaymentAsync(commandId, askedAt);
        if (IsPaid(outcome))
            _metrics.Paid(StreamCategory, AmountOf(outcome));
        return outcome;
    }
}
