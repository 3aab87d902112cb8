namespace Commerce.Orders;

/// <summary>
/// When each listed stream is looked at again. The pauses of one that fails grow, so that it takes no time from those that can be
/// finished. Streams that are not listed any more are forgotten.
/// </summary>
internal sealed class OpenWorkAttempts(TimeProvider clock, TimeSpan patience, TimeSpan firstPause)
{
    /// <summary>The longest pause while an outage can be the reason: payments are finished within seconds after its end.</summary>
    public static readonly TimeSpan LongestInOutage = TimeSpan.FromSeconds(4);

    /// <summary>How long a stream can fail while others are finished; past it, the reason is taken to be the stream's own.</summary>
    public static readonly TimeSpan LongestOutageOfOne = TimeSpan.FromMinutes(2);

    /// <summary>The longest pause of a stream that fails for a reason of its own.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Attempt> _attempts = [];
    private long _sweep;
    private long? _succeeded; // when any did

    /// <summary>How many streams failed and are still listed.</summary>
    public int Failing
    {
        get
        {
            lock (_lock)
                return _attempts.Values.Count(attempt => attempt.Failures > 0);
        }
    }

    /// <summary>
    /// Tells whether a row is to be looked at now. A row whose time is in the future was written by a clock that was ahead: it is due
    /// when it has been seen for as long as other rows have to be old.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <returns>How often it failed before; <see langword="null"/> when it is not to be looked at yet.</returns>
    public int? Due(OpenWorkRow row)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            if (!_attempts.TryGetValue(row.Stream, out var attempt))
            {
                if (row.OpenedAt <= clock.GetUtcNow().ToUnixTimeMilliseconds())
                    return 0;
                _attempts[row.Stream] = attempt = new Attempt { At = now, Pause = patience };
            }
            attempt.Sweep = _sweep;
            return attempt.UnderWay || clock.GetElapsedTime(attempt.At, now) < attempt.Pause ? null : attempt.Failures;
        }
    }

    /// <summary>An attempt begins.</summary>
    public void Begin(string stream)
    {
        lock (_lock)
        {
            if (!_attempts.TryGetValue(stream, out var attempt))
                _attempts[stream] = attempt = new Attempt { Sweep = _sweep };
            attempt.UnderWay = true;
        }
    }

    /// <summary>It came to an end; if the stream is listed again, that is new.</summary>
    public void Succeed(string stream)
    {
        lock (_lock)
        {
            _attempts.Remove(stream);
            _succeeded = clock.GetTimestamp();
        }
    }

    /// <summary>It failed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="passing">Whether an outage can be the reason.</param>
    /// <returns>How often it has failed now.</returns>
    public int Fail(string stream, bool passing)
    {
        lock (_lock)
        {
            var (attempt, now) = (_attempts[stream], clock.GetTimestamp());
            // Others were finished since it failed the last time, and it has failed for long.
            var alone = attempt.Failures > 0 && _succeeded > attempt.At
                && clock.GetElapsedTime(attempt.FailingSince, now) > LongestOutageOfOne;
            var longest = passing && !alone ? LongestInOutage : Longest;
            var pause = attempt.Failures == 0 ? firstPause : 2 * attempt.Pause;
            if (attempt.Failures++ == 0)
                attempt.FailingSince = now;
            (attempt.At, attempt.Pause, attempt.UnderWay) = (now, pause < longest ? pause : longest, false);
            return attempt.Failures;
        }
    }

    /// <summary>All rows were gone through: what was not among them is listed no longer.</summary>
    public void EndSweep()
    {
        lock (_lock)
        {
            foreach (var (stream, _) in _attempts.Where(attempt => attempt.Value.Sweep < _sweep && !attempt.Value.UnderWay).ToList())
                _attempts.Remove(stream);
            _sweep++;
        }
    }

    private sealed class Attempt
    {
        public int Failures { get; set; }

        public long FailingSince { get; set; }

        public long At { get; set; }

        public TimeSpan Pause { get; set; }

        public bool UnderWay { get; set; }

        public long Sweep { get; set; }
    }
}
