namespace Commerce.Simulator;

/// <summary>A silo's clock: virtual time, ahead or behind by the silo's own error.</summary>
internal sealed class SiloClock(VirtualTime time, SimSilo silo, TimeSpan error) : TimeProvider
{
    public static readonly DateTimeOffset Start = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + time.Now + error;

    public override long GetTimestamp() => time.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(time, silo, () => callback(state), dueTime);

    /// <summary>A timer that fires once: grains here use no other.</summary>
    private sealed class Timer : ITimer
    {
        private readonly VirtualTime _time;
        private readonly SimSilo _silo;
        private readonly Action _fire;
        private VirtualTime.Due? _due;

        public Timer(VirtualTime time, SimSilo silo, Action fire, TimeSpan dueTime)
        {
            (_time, _silo, _fire) = (time, silo, fire);
            Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due?.Cancel();
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : _time.After(dueTime, _silo, _fire);
            return true;
        }

        public void Dispose() => _due?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
