using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Coupons;

/// <summary>What a <see cref="CrowdedSale"/> takes, with the no-op under the same load.</summary>
internal sealed class SpikeBench(SiloProcess silo, BenchOptions options, Report report)
{
    private const double TargetP95 = 1.6;
    private const double TargetP95Milliseconds = 500;
    private const double TargetMiB = 400;

    private readonly CrowdedSale _sale = new(options.Duration, report);

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using var silo = await SiloProcess.StartAsync(database);
        var bench = new SpikeBench(silo, options, report);
        report.Line($"  {CrowdedSale.Connections} connections, {options.Rounds} rounds of {options.Duration.TotalSeconds} s, "
            + $"customers of seed {CrowdedSale.Seed}");
        var first = await bench.IssueAsync();
        report.Target("the first spike after a start, p95", first.P95, " ms", TargetP95Milliseconds, atLeast: false);
        await bench.CompareAsync();
        report.Target("resident at the most", silo.PeakMiB, " MiB", TargetMiB, atLeast: false);
    }

    private async Task CompareAsync()
    {
        var (noOp, issue) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            noOp.Add(await _sale.LoadAsync(silo, "/noop"));
            issue.Add(await IssueAsync());
        }
        report.Table($"POST, medians|{LoadTable.Columns}|p95 to no-op", [Row("/noop", noOp, noOp), Row("/coupons/issue", issue, noOp)]);
        report.Target("issue to no-op, p95", Figures.MedianRatio(issue, noOp, r => r.P95), "x", TargetP95, atLeast: false);
        report.Target("issue, p95", issue.Select(r => r.P95).Median(), " ms", TargetP95Milliseconds, atLeast: false);
    }

    private async Task<LoadResult> IssueAsync() => (await _sale.SellAsync(silo, "spike")).Result;

    private static string Row(string name, List<LoadResult> results, List<LoadResult> noOp) =>
        LoadTable.Row(name, results, LoadTable.Ratio(results, noOp, r => r.P95));
}
