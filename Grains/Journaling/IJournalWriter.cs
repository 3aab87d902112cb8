namespace Commerce.Journaling;

/// <summary>A silo's way to durability, as its grains see it.</summary>
public interface IJournalWriter
{
    /// <summary>Takes events over, to make them durable in the order in which they came.</summary>
    /// <param name="session">The activation's session.</param>
    /// <param name="append">The events.</param>
    /// <returns>
    /// Completes when the events are durable; fails with <see cref="JournalConflictException"/> when another activation
    /// was first, or with <see cref="CommerceUnavailableException"/> when it is not known whether they are.
    /// </returns>
    /// <exception cref="CommerceUnavailableException">
    /// Thrown at once, with nothing handed over: the queue is full, the store is unreachable, or the session is over.
    /// </exception>
    Task Append(JournalSession session, JournalAppend append);
}
