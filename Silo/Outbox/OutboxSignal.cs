namespace Commerce.Outbox;

/// <summary>Wakes the relay when something was written to the outbox. Many writes before it looks are one wake-up.</summary>
internal sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>Tells that there is something to relay.</summary>
    public void Set()
    {
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
