using System.Diagnostics;

namespace Commerce.Telemetry;

/// <summary>
/// Tells the failure that an outage begins with from those that follow it, so that each outage is logged once. It is over
/// when nothing has failed for a while. Real time, not the silo's clock: it is about what an operator reads.
/// </summary>
/// <param name="quiet">How long nothing fails before the next failure is another outage's.</param>
public sealed class Outage(TimeSpan quiet)
{
    private long _lastFailure = long.MinValue;

    /// <summary>Creates one that is over after ten quiet seconds.</summary>
    public Outage()
        : this(TimeSpan.FromSeconds(10)) { }

    /// <summary>Notes a failure.</summary>
    /// <returns>Whether it is the first of its outage.</returns>
    public bool Begins()
    {
        var now = Stopwatch.GetTimestamp();
        var last = Interlocked.Exchange(ref _lastFailure, now);
        return last == long.MinValue || Stopwatch.GetElapsedTime(last, now) > quiet;
    }
}
