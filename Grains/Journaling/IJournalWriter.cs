namespace Commerce.Journaling;

/// <summary>A silo's way to durability, as its grains see it.</summary>
public interface IJournalWriter
{
    /// <summary>Takes events over, to make them durable in the order in which they came.</summary>
    /// <param name="session">The activation's session.</param>
    /// <param name="append">The events.</param>
    /// <returns>
    /// Completes when the events are durable; fails with <see cref="JournalConflictException"/> when another activation
    /// was first, or with <see cref="CommerceUnavailableException"/> when it is not known whether they are, or when something
    /// they rest on failed.
    /// </returns>
    /// <exception cref="CommerceUnavailableException">
    /// Thrown at once, with nothing handed over: the queue is full, the store is unreachable, or the session is over.
    /// </exception>
    Task Append(JournalSession session, JournalAppend append);

    /// <summary>Begins to commit what was taken over and deferred: somebody waits for it.</summary>
    void Flush();

    /// <summary>
    /// Makes sure that what a session rests on is still in the store, if the writer has connected anew since that was last
    /// known. Costs nothing in between. Called before the activation reads its stream, it notes on which connection that was.
    /// </summary>
    /// <param name="session">The activation's session.</param>
    /// <returns>
    /// Completes when it is there, and also when the store cannot be asked: then what was known before still counts. Fails with
    /// <see cref="JournalConflictException"/>, and ends the session, when the store has lost it.
    /// </returns>
    Task Confirm(JournalSession session);

    /// <summary>
    /// Whether <see cref="Confirm"/> has nothing to ask: what a session rests on is known to be in the store since the writer connected
    /// last. On any thread.
    /// </summary>
    /// <param name="session">The activation's session.</param>
    bool IsConfirmed(JournalSession session);
}
