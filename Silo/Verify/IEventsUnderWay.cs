namespace Commerce.Verify;

/// <summary>
/// Events that have left the outbox and may not be in the read tables yet. Used in three steps: note how far the read tables are,
/// look at the store at one moment, then read the events beyond the mark. Every event that was in neither outbox nor read tables at
/// that moment is among them.
/// </summary>
internal interface IEventsUnderWay
{
    /// <summary>Notes how far the read tables are at least.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False when nobody can tell.</returns>
    Task<bool> MarkAsync(CancellationToken cancellationToken);

    /// <summary>Reads the events behind the mark; some may be in the read tables already.</summary>
    /// <param name="found">Takes each event's stream and number.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False when not all can be read.</returns>
    Task<bool> ReadAsync(Action<string, long> found, CancellationToken cancellationToken);
}
