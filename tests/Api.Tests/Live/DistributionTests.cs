namespace Commerce.Live;

public sealed class DistributionTests
{
    [Theory]
    [InlineData(0.0005)]
    [InlineData(0.001)]
    [InlineData(0.0123)]
    [InlineData(0.7)]
    [InlineData(3.0)]
    [InlineData(59.0)]
    public void Percentile_OfOneValue_IsItWithinAnEighth(double seconds)
    {
        var distribution = new Distribution(1e-6);
        distribution.Take(seconds, []);

        var reading = distribution.Read();
        Assert.InRange(reading.Percentile(0.5)!.Value, seconds, seconds * 1.13);
        Assert.Equal(seconds, reading.Total, 5);
    }

    [Fact]
    public void Percentile_OfMany_CountsFromTheSmallest()
    {
        var distribution = new Distribution(1e-6);
        Parallel.For(1, 1_001, i => distribution.Take(i / 1_000.0, []));

        var reading = distribution.Read();
        Assert.Equal(1_000, reading.Count);
        Assert.InRange(reading.Percentile(0.5)!.Value, 0.5, 0.5 * 1.13);
        Assert.InRange(reading.Percentile(0.99)!.Value, 0.99, 0.99 * 1.13);
    }

    [Fact]
    public void Since_AnEarlierReading_IsWhatCameAfterIt()
    {
        var distribution = new Distribution(1e-6);
        distribution.Take(5, []);
        var earlier = distribution.Read();
        Assert.Null(distribution.Read().Since(earlier).Percentile(0.5));
        distribution.Take(0.001, []);
        distribution.Take(-1, []); // a clock that was set back
        distribution.Take(double.MaxValue, []);

        var later = distribution.Read().Since(earlier);
        Assert.Equal(3, later.Count);
        Assert.InRange(later.Percentile(0.5)!.Value, 0.001, 0.00113);
    }
}
