using Commerce.Journaling;

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
    private Task<TOutcome>? _payment;

    // A payment that has ended is not joined, whether it was refused or the store was unavailable: the next caller starts a new one.
    protected Task<TOutcome> JoinPaymentAsync(Guid? commandId, DateTimeOffset askedAt) =>
        _payment is { IsCompleted: false } underWay ? underWay : _payment = RunPaymentAsync(commandId, askedAt);

    /// <summary>Starts a payment, or takes up the one that was cut short, and brings it to its end.</summary>
    /// <param name="commandId">The command that asks for it, if it has an id.</param>
    /// <param name="askedAt">When: the moment at which it was decided that one can start.</param>
    protected abstract Task<TOutcome> RunPaymentAsync(Guid? commandId, DateTimeOffset askedAt);
}
