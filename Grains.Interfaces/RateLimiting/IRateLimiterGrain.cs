namespace Commerce.RateLimiting;

/// <summary>
/// Counts requests per caller in a sliding window, for every front-end together. One grain serves a shard of the
/// callers; its counts live in memory only, so a lost silo forgets at most one window.
/// </summary>
[Alias("commerce.IRateLimiterGrain")]
public interface IRateLimiterGrain : IGrainWithStringKey
{
    /// <summary>Takes one request out of the caller's allowance.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="limit">Requests allowed per window; 1 to <see cref="RateLimitBounds.MaxLimit"/>.</param>
    /// <param name="window">The window's length; more than zero, up to <see cref="RateLimitBounds.MaxWindow"/>.</param>
    /// <returns><see cref="TimeSpan.Zero"/> when the request may go on, else how long the caller has to wait.</returns>
    /// <exception cref="OutOfBoundsException">The limit or the window is out of bounds; nothing was taken.</exception>
    [Alias("Acquire")]
    ValueTask<TimeSpan> Acquire(long caller, int limit, TimeSpan window);
}
