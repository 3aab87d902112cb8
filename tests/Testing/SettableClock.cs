namespace Commerce.Testing;

/// <summary>
/// A clock that says what it is told. Timers stay real, and timestamps go on as time does, so a host around it keeps working; what
/// the clock is advanced by has passed for them, too.
/// </summary>
public sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;
    private long _advanced;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Volatile.Read(ref _advanced) * ((double)TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _ticks, time.Ticks);
        Interlocked.Add(ref _advanced, time.Ticks);
    }

    /// <summary>Sets the clock, forward or back; no time passes.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
