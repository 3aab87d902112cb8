namespace Commerce.WaitingQueue;

public sealed class QueueArrivalsTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);

    private readonly QueueArrivals _arrivals = new();

    [Fact]
    public void Joined_AllDayLong_KeepsSoManyMoments_AndWaitsAreRightWithinTheInterval()
    {
        const int Day = 24 * 60 * 60;
        for (var second = 0; second < Day; second++)
        {
            _arrivals.Joined(second + 1, s_start.AddSeconds(second));
            Assert.InRange(_arrivals.Count, 1, QueueArrivals.MaxRuns);
        }

        // Every 16 seconds there would be 5,400 of them.
        Assert.Equal(TimeSpan.FromSeconds(32), _arrivals.Interval);
        AssertWaits(Enumerable.Range(0, Day).Select(second => s_start.AddSeconds(second)));
    }

    [Fact]
    public void Joined_WithPauses_IsRightWithinTheIntervalBehindEachOfThem()
    {
        var random = new Random(7);
        var came = new List<DateTimeOffset> { s_start };
        while (came.Count < 3 * QueueArrivals.MaxRuns)
            came.Add(came[^1].AddSeconds(random.Next(100) == 0 ? 3_600 : 1 + random.NextDouble()));

        foreach (var (i, at) in came.Index())
            _arrivals.Joined(i + 1, at);

        Assert.InRange(_arrivals.Count, 1, QueueArrivals.MaxRuns);
        Assert.InRange(_arrivals.Interval, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(64));
        AssertWaits(came);
    }

    [Fact]
    public void Clear_AfterALongQueue_MeasuresToTheSecondAgain()
    {
        for (var second = 0; second <= QueueArrivals.MaxRuns; second++)
            _arrivals.Joined(second + 1, s_start.AddSeconds(second));
        Assert.Equal(TimeSpan.FromSeconds(2), _arrivals.Interval);

        _arrivals.Clear();
        _arrivals.Joined(1, s_start);
        _arrivals.Joined(2, s_start.AddSeconds(1));

        Assert.Equal(2, _arrivals.Count);
        AssertWaits([s_start, s_start.AddSeconds(1)]);
    }

    private void AssertWaits(IEnumerable<DateTimeOffset> came)
    {
        var now = s_start.AddDays(30);
        foreach (var (i, at) in came.Index())
        {
            var tooLong = _arrivals.WaitOf(i + 1, now)!.Value - (now - at);
            Assert.True(tooLong >= TimeSpan.Zero && tooLong < _arrivals.Interval, $"{i + 1}: {tooLong} of {_arrivals.Interval}");
        }
    }
}
