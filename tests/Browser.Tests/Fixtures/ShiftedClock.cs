namespace Commerce.Fixtures;

/// <summary>The system's clock, put forward by what it is told: browsers are put forward by as much.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
