namespace Commerce.WaitingQueue;

/// <summary>When tokens came, to the second, to measure how long they waited. Not journaled: measured only of this activation's.</summary>
internal sealed class QueueArrivals
{
    private readonly List<(long FirstNumber, DateTimeOffset At)> _runs = []; // one a second at the most

    /// <summary>Notes that tokens came.</summary>
    /// <param name="firstNumber">The first of them.</param>
    /// <param name="now">When.</param>
    public void Joined(long firstNumber, DateTimeOffset now)
    {
        if (_runs.Count == 0 || now - _runs[^1].At >= TimeSpan.FromSeconds(1))
            _runs.Add((firstNumber, now));
    }

    /// <summary>How long a token has waited, if that is known.</summary>
    public TimeSpan? WaitOf(long number, DateTimeOffset now)
    {
        var run = _runs.BinarySearch((number, DateTimeOffset.MaxValue));
        return (run < 0 ? ~run : run + 1) - 1 is >= 0 and var last ? now - _runs[last].At : null;
    }

    /// <summary>Forgets it all, when nobody waits.</summary>
    public void Clear() => _runs.Clear();
}
