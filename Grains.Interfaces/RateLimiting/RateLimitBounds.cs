namespace Commerce.RateLimiting;

/// <summary>Bounds of a caller's allowance.</summary>
public static class RateLimitBounds
{
    /// <summary>The most requests in a window.</summary>
    public const int MaxLimit = 100;

    /// <summary>The longest window in seconds: what is remembered of callers is bounded by it.</summary>
    public const int MaxWindowSeconds = 3_600;

    /// <summary>The same as a time.</summary>
    public static readonly TimeSpan MaxWindow = TimeSpan.FromSeconds(MaxWindowSeconds);
}
