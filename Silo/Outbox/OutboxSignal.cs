using Commerce.Journaling;

namespace Commerce.Outbox;

/// <summary>
/// Wakes the relay when something was written to the outbox, and has it at hand. Many writes before it looks are one wake-up.
/// </summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>What was written here a moment ago.</summary>
    public RecentEvents Recent { get; } = new();

    /// <summary>Tells that there is something to relay.</summary>
    /// <param name="rows">The rows that are durable now; of none, nobody is told.</param>
    public void Set(IReadOnlyList<SqlJournalRows.OutboxRow> rows)
    {
        if (rows.Count == 0)
            return;
        Recent.Add(rows);
        try
        {
            if (_set.CurrentCount == 0)
                _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another writer was first; the relay wakes all the same.
        }
    }

    /// <summary>Waits until something was written, or for a while.</summary>
    /// <param name="atMost">How long at the most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _set.WaitAsync(atMost, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _set.Dispose();
}
