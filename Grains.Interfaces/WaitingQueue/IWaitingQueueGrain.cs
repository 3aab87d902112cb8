namespace Commerce.WaitingQueue;

/// <summary>
/// A waiting queue: who waits, in which order, and who is inside. It admits in the order of arrival, never more at once and
/// never more in any second than its settings say, each customer until an end. The key is a <see cref="QueueKey"/>.
/// Every answer is durable before it is given.
/// </summary>
[Alias("commerce.IWaitingQueueGrain")]
public interface IWaitingQueueGrain : IGrainWithStringKey
{
    /// <summary>
    /// Sets the queue up, changes how it admits, or opens it again after it was shut. The same settings again change nothing.
    /// </summary>
    /// <param name="command">The settings.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Define")]
    Task<Reply<DefineQueueOutcome>> Define(DefineQueue command);

    /// <summary>
    /// Shuts the queue: nobody joins it until it is defined again. Those who wait and those inside stay, and are admitted or over in
    /// their time. Repeating it changes nothing.
    /// </summary>
    /// <param name="actor">Who asks for it, when it is an administrative act.</param>
    /// <returns>Shut, or Unchanged (it was shut before, or never set up).</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Shut")]
    Task<ShutQueueOutcome> Shut(Actor? actor);

    /// <summary>Gives the customer a token with the place behind everybody, or the live one that the customer has.</summary>
    /// <param name="command">Who asks.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Join")]
    Task<Reply<JoinQueueOutcome>> Join(JoinQueue command);

    /// <summary>Gives tokens to customers in the given order, as if each had asked alone.</summary>
    /// <param name="commands">
    /// Who asks; 1 to <see cref="CommandBounds.MaxTogether"/>. When one of them is out of bounds, none is taken.
    /// </param>
    /// <returns>The answers in the same order. Those missing at the end were not taken, and had no effect.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("JoinAll")]
    Task<Reply<JoinQueueOutcome>[]> JoinAll(JoinQueue[] commands);

    /// <summary>Tells whether customers are inside at this moment.</summary>
    /// <param name="claims">What they show; 1 to <see cref="CommandBounds.MaxTogether"/>.</param>
    /// <returns>The answers in the same order. Of a queue that was never set up, no token is one.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">There are too many claims, or none.</exception>
    [Alias("Check")]
    Task<QueueCheck[]> Check(QueueClaim[] claims);

    /// <summary>Ends a token. Ending one that is over changes nothing, so it can be repeated.</summary>
    /// <param name="command">The token.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Close")]
    Task<Reply<CloseQueueTokenOutcome>> Close(CloseQueueToken command);

    /// <summary>Reads how the queue stands.</summary>
    /// <returns>The queue, or <see langword="null"/> when it was never set up.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    [Alias("Get")]
    Task<QueueSummary?> Get();

    /// <summary>Follows the queue: takes in whose clients asked since the last time, and gives what changed.</summary>
    /// <param name="knownVersion">The version that the caller has; 0 for none.</param>
    /// <param name="asked">Numbers of waiting tokens that were asked about; each keeps its place for the waiting timeout from now on.
    /// Numbers that nobody has are passed over. At most <see cref="QueueBounds.MaxAsked"/>.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">There are too many numbers.</exception>
    [Alias("Watch")]
    Task<QueueWatch> Watch(long knownVersion, long[] asked);
}
