using System.Diagnostics;

namespace Commerce.Telemetry;

/// <summary>
/// Tells the first failure of an outage from those that follow it, so that each outage is logged once. An outage is over when
/// nothing has failed for a while: in real time, for it decides what an operator reads, and not by the silo's clock.
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
