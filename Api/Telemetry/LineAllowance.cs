namespace Commerce.Telemetry;

/// <summary>
/// How many lines of one kind are logged in a minute: enough to see what is wrong, where thousands would say the same and
/// hide everything else.
/// </summary>
/// <param name="clock">Measures the minute.</param>
public sealed class LineAllowance(TimeProvider clock)
{
    /// <summary>Lines in a minute.</summary>
    public const int Lines = 10;

    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private long? _since;
    private int _taken;

    /// <summary>What becomes of the next line.</summary>
    /// <returns>Whether it is logged, and whether it is the last one, which says so.</returns>
    public (bool Log, bool IsLast) Take()
    {
        lock (_lock)
        {
            if (_since is not { } since || clock.GetElapsedTime(since) >= s_window)
                (_since, _taken) = (clock.GetTimestamp(), 0);
            if (_taken >= Lines)
                return (false, false);
            _taken++;
            return (true, _taken == Lines);
        }
    }
}
