namespace Commerce.RateLimiting;

/// <summary>
/// Sliding windows of one shard of the callers. A caller whose window has passed is forgotten, so memory is bounded by
/// the callers of one window, and by <see cref="MaxCallers"/>: requests can name any number of callers, and none is refused for
/// what others did. Elapsed time is measured, so a clock that is set back makes nobody wait longer. An activation that nobody asks stays
/// for longer than the longest window: its counts would go with it.
/// </summary>
[CollectionAgeLimit(Minutes = 2.0 * RateLimitBounds.MaxWindowSeconds / 60)]
internal sealed class RateLimiterGrain(TimeProvider clock) : Grain, IRateLimiterGrain
{
    /// <summary>Callers that are remembered at the most; past it the one who asked first is forgotten.</summary>
    internal const int MaxCallers = 5_000;

    private readonly Dictionary<long, Queue<TimeSpan>> _callers = [];
    private readonly Queue<(TimeSpan Until, long Caller)> _expiry = new();
    private readonly long _started = clock.GetTimestamp();

    /// <summary>Callers of the window that ends now.</summary>
    internal int Callers => _callers.Count;

    public ValueTask<TimeSpan> Acquire(long caller, int limit, TimeSpan window)
    {
        Require.Range(limit, 1, RateLimitBounds.MaxLimit, "limit");
        if (window <= TimeSpan.Zero || window > RateLimitBounds.MaxWindow)
            throw new OutOfBoundsException("window", $"window must be more than zero and at most {RateLimitBounds.MaxWindow}.");

        var now = clock.GetElapsedTime(_started);
        Forget(now, window);
        if (!_callers.TryGetValue(caller, out var taken))
        {
            while (_callers.Count >= MaxCallers && _expiry.TryDequeue(out var first))
                _callers.Remove(first.Caller);
            _callers[caller] = taken = new Queue<TimeSpan>(limit);
        }
        while (taken.TryPeek(out var oldest) && oldest + window <= now)
            taken.Dequeue();
        if (taken.Count >= limit)
            return new(taken.Peek() + window - now);

        taken.Enqueue(now);
        _expiry.Enqueue((now + window, caller));
        return new(TimeSpan.Zero);
    }

    private void Forget(TimeSpan now, TimeSpan window)
    {
        while (_expiry.TryPeek(out var next) && next.Until <= now)
        {
            var caller = _expiry.Dequeue().Caller;
            if (_callers.TryGetValue(caller, out var taken) && taken.All(at => at + window <= now))
                _callers.Remove(caller);
        }
    }
}
