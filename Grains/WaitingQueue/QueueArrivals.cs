namespace Commerce.WaitingQueue;

/// <summary>
/// When tokens came, to measure how long they waited: to the second, and more coarsely when that would be more moments than are kept.
/// Not journaled: measured only of this activation's.
/// </summary>
internal sealed class QueueArrivals
{
    /// <summary>The most moments that are kept.</summary>
    public const int MaxRuns = 4_096;

    private static readonly TimeSpan s_finest = TimeSpan.FromSeconds(1);

    private readonly List<(long FirstNumber, DateTimeOffset At)> _runs = []; // one an interval at the most

    /// <summary>How many moments are kept.</summary>
    public int Count => _runs.Count;

    /// <summary>By less than this a token's wait is told as longer than it was; a second at first.</summary>
    public TimeSpan Interval { get; private set; } = s_finest;

    /// <summary>Notes that tokens came.</summary>
    /// <param name="firstNumber">The first of them.</param>
    /// <param name="now">When.</param>
    public void Joined(long firstNumber, DateTimeOffset now)
    {
        if (_runs.Count > 0 && now - _runs[^1].At < Interval)
            return;
        while (_runs.Count >= MaxRuns)
            Thin();
        _runs.Add((firstNumber, now));
    }

    /// <summary>How long a token has waited, if that is known.</summary>
    public TimeSpan? WaitOf(long number, DateTimeOffset now)
    {
        var run = _runs.BinarySearch((number, DateTimeOffset.MaxValue));
        return (run < 0 ? ~run : run + 1) - 1 is >= 0 and var last ? now - _runs[last].At : null;
    }

    /// <summary>Forgets it all, when nobody waits.</summary>
    public void Clear()
    {
        _runs.Clear();
        Interval = s_finest;
    }

    /// <summary>Doubles the interval, and drops what is not needed for it: of tokens that come all the time, every second moment.</summary>
    private void Thin()
    {
        Interval *= 2;
        var kept = 1;
        for (var i = 1; i < _runs.Count; i++)
        {
            // Those who came in between count from the moment before: it must not be farther away than the interval.
            if (i == _runs.Count - 1 || _runs[i + 1].At - _runs[kept - 1].At > Interval)
                _runs[kept++] = _runs[i];
        }
        _runs.RemoveRange(kept, _runs.Count - kept);
    }
}
