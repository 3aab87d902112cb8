using Microsoft.Extensions.Time.Testing;

namespace Commerce.Telemetry;

public sealed class LineAllowanceTests
{
    [Fact]
    public void Take_MoreThanAMinuteHas_TheLastSaysSo_AndTheNextMinuteHasLinesAgain()
    {
        var clock = new FakeTimeProvider();
        var lines = new LineAllowance(clock);
        for (var minute = 0; minute < 3; minute++)
        {
            var taken = Enumerable.Range(0, 100).Select(_ => lines.Take()).ToList();

            Assert.Equal(LineAllowance.Lines, taken.Count(line => line.Log));
            Assert.Equal(LineAllowance.Lines - 1, taken.FindIndex(line => line.IsLast));
            Assert.Single(taken, line => line.IsLast);
            clock.Advance(TimeSpan.FromMinutes(1));
        }
    }
}
