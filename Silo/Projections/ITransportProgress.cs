namespace Commerce.Projections;

/// <summary>
/// How far events are that have left the outbox and may not be in the read tables yet. In a single process there are none: an event
/// leaves the outbox when it is in them.
/// </summary>
internal interface ITransportProgress
{
    /// <summary>Takes in that the outbox had nothing older than a moment, and tells how far the read tables are.</summary>
    /// <param name="outbox">The moment.</param>
    /// <returns>The last such moment whose events are all in the read tables; <see langword="null"/> while none is known.</returns>
    Task<DateTimeOffset?> AsOfAsync(DateTimeOffset outbox);
}
