namespace Commerce.WaitingQueue;

/// <summary>How many were admitted lately. Not journaled: a new activation knows nothing at first.</summary>
internal sealed class QueuePace
{
    private static readonly TimeSpan s_lately = QueueEstimates.Lately;

    private readonly Queue<(TimeSpan At, int Count)> _admitted = new();
    private TimeSpan? _since;
    private int _count;

    /// <summary>Notes that customers were admitted.</summary>
    /// <param name="count">How many; also none.</param>
    /// <param name="now">How long the activation is there.</param>
    public void Admitted(int count, TimeSpan now)
    {
        _since ??= now;
        if (count > 0)
            _admitted.Enqueue((now, count));
        _count += count;
    }

    /// <summary>Admissions per second in the last ten seconds; 0 when there were none.</summary>
    /// <param name="now">How long the activation is there.</param>
    public double PerSecond(TimeSpan now)
    {
        while (_admitted.TryPeek(out var first) && first.At <= now - s_lately)
            _count -= _admitted.Dequeue().Count;
        if (_since is not { } since)
            return 0;
        var time = now - since < s_lately ? now - since : s_lately;
        return _count / Math.Max(1, time.TotalSeconds);
    }
}
