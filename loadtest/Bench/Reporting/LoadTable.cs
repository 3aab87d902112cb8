using System.Globalization;
using Commerce.Bench.Load;

namespace Commerce.Bench.Reporting;

/// <summary>Loads as lines of a table: medians of their rounds.</summary>
internal static class LoadTable
{
    /// <summary>The columns of <see cref="Row"/>; one more column is the caller's.</summary>
    public const string Columns = "per second|p50 ms|p95 ms|p99 ms|CPU us: server|stores|client";

    public static string Row(string name, IReadOnlyList<LoadResult> rounds, string last) => string.Join('|',
    [
        name,
        Cell(rounds, r => r.PerSecond, "0"),
        Cell(rounds, r => r.P50, "0.0"),
        Cell(rounds, r => r.P95, "0.0"),
        Cell(rounds, r => r.P99, "0.0"),
        Cell(rounds, r => PerFlow(r, r.Cpu.Server), "0"),
        Cell(rounds, r => PerFlow(r, r.Cpu.Stores), "0"),
        Cell(rounds, r => PerFlow(r, r.Cpu.Client), "0"),
        last,
    ]);

    /// <summary>How a figure stands to another one's, as a cell.</summary>
    public static string Ratio(IReadOnlyList<LoadResult> of, IReadOnlyList<LoadResult> to, Func<LoadResult, double> figure) =>
        string.Create(CultureInfo.InvariantCulture, $"{Figures.MedianRatio(of, to, figure):0.00}x");

    private static double PerFlow(LoadResult result, TimeSpan cpu) => cpu.TotalMicroseconds / result.Flows;

    private static string Cell(IReadOnlyList<LoadResult> rounds, Func<LoadResult, double> figure, string format) =>
        rounds.Select(figure).Median().ToString(format, CultureInfo.InvariantCulture);
}
