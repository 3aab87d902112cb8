using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;

namespace Commerce.RateLimiting;

public sealed class RateLimiterGrainTests
{
    private const int Limit = 3;

    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly RateLimiterGrain _limiter;

    public RateLimiterGrainTests() => _limiter = new RateLimiterGrain(_clock);

    [Fact]
    public async Task Acquire_ThreeWithinTheWindow_TheFourthWaitsForTheFirstToLeaveIt()
    {
        Assert.Equal(TimeSpan.Zero, await AcquireAsync());
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.Zero, await AcquireAsync());
        Assert.Equal(TimeSpan.Zero, await AcquireAsync());

        Assert.Equal(TimeSpan.FromSeconds(6), await AcquireAsync());
        _clock.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.FromTicks(1), await AcquireAsync());
    }

    [Fact]
    public void Activation_ThatIsIdle_StaysForLongerThanTheLongestWindow()
    {
        var idle = typeof(RateLimiterGrain).GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit
            ?? new GrainCollectionOptions().CollectionAge;
        Assert.True(idle > RateLimitBounds.MaxWindow, $"{idle}");
    }

    [Fact]
    public async Task Acquire_WindowSlides_EachRequestFreesItsOwnPlace()
    {
        for (var i = 0; i < Limit; i++)
        {
            Assert.Equal(TimeSpan.Zero, await AcquireAsync());
            _clock.Advance(TimeSpan.FromSeconds(2));
        }
        _clock.Advance(TimeSpan.FromSeconds(4)); // 10 s after the first, 8 s after the second

        Assert.Equal(TimeSpan.Zero, await AcquireAsync());
        Assert.Equal(TimeSpan.FromSeconds(2), await AcquireAsync());
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, await AcquireAsync());
        Assert.Equal(TimeSpan.FromSeconds(2), await AcquireAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Acquire_TheClockIsSetByHours_WaitsAsLongAsItWouldHave(int hours)
    {
        var clock = new SettableTime();
        var limiter = new RateLimiterGrain(clock);
        for (var i = 0; i < Limit; i++)
            await limiter.Acquire(1, Limit, s_window);
        clock.Timestamps.Advance(TimeSpan.FromSeconds(4));

        clock.Says += TimeSpan.FromHours(hours);

        Assert.Equal(TimeSpan.FromSeconds(6), await limiter.Acquire(1, Limit, s_window));
        clock.Timestamps.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(TimeSpan.Zero, await limiter.Acquire(1, Limit, s_window));
        Assert.Equal(1, limiter.Callers);
    }

    [Fact]
    public async Task Acquire_Refused_DoesNotCount()
    {
        for (var i = 0; i < Limit; i++)
            await AcquireAsync();
        _clock.Advance(TimeSpan.FromSeconds(9));
        for (var i = 0; i < 100; i++)
            Assert.Equal(TimeSpan.FromSeconds(1), await AcquireAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));

        for (var i = 0; i < Limit; i++)
            Assert.Equal(TimeSpan.Zero, await AcquireAsync());
        Assert.Equal(s_window, await AcquireAsync());
    }

    [Fact]
    public async Task Acquire_OtherCallers_HaveAllowancesOfTheirOwn()
    {
        for (var i = 0; i < Limit; i++)
            await AcquireAsync(caller: 1);

        Assert.Equal(TimeSpan.Zero, await AcquireAsync(caller: 2));
        Assert.Equal(s_window, await AcquireAsync(caller: 1));
    }

    [Fact]
    public async Task Acquire_WindowPassed_ItsCallersAreForgotten()
    {
        for (var caller = 0; caller < 1_000; caller++)
            await AcquireAsync(caller);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await AcquireAsync(caller: 7); // still known for a while
        Assert.Equal(1_000, _limiter.Callers);

        _clock.Advance(TimeSpan.FromSeconds(5));
        await AcquireAsync(caller: 5_000);
        Assert.Equal(2, _limiter.Callers);

        _clock.Advance(s_window);
        await AcquireAsync(caller: 5_001);
        Assert.Equal(1, _limiter.Callers);
    }

    [Fact]
    public async Task Acquire_MoreCallersThanAreRemembered_ForgetsTheFirstAndRefusesNobody()
    {
        for (var i = 0; i < Limit; i++)
            await AcquireAsync(caller: 1);
        for (var caller = 2; caller <= 3 * RateLimiterGrain.MaxCallers; caller++)
            Assert.Equal(TimeSpan.Zero, await AcquireAsync(caller));

        Assert.Equal(RateLimiterGrain.MaxCallers, _limiter.Callers);
        Assert.Equal(TimeSpan.Zero, await AcquireAsync(caller: 1));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(101, 10)]
    [InlineData(3, 0)]
    public async Task Acquire_OutOfBounds_Throws(int limit, int seconds) =>
        await Assert.ThrowsAsync<OutOfBoundsException>(() => _limiter.Acquire(1, limit, TimeSpan.FromSeconds(seconds)).AsTask());

    private ValueTask<TimeSpan> AcquireAsync(long caller = 1) => _limiter.Acquire(caller, Limit, s_window);

    /// <summary>A clock on a wall, which anybody can set, beside time as it passes.</summary>
    private sealed class SettableTime : TimeProvider
    {
        public FakeTimeProvider Timestamps { get; } = new();

        public DateTimeOffset Says { get; set; } = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => Timestamps.TimestampFrequency;

        public override long GetTimestamp() => Timestamps.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => Says;
    }
}
