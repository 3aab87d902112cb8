using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Coupons;

/// <summary>
/// 1,500 clients at once, 2,000 customers, 1,000 pieces: exactly 1,000 issued, everyone else refused, nobody failed.
/// The clients do not wait between requests, so latencies are those of a server with all it can do.
/// </summary>
internal sealed class SpikeBench(SiloProcess silo, BenchOptions options, Report report)
{
    private const int Connections = 1_500;
    private const int Pieces = 1_000;
    private const int FirstCustomer = 1_001; // the references' customers, 1001 to 3000
    private const int Customers = 2_000;
    private const int CustomerDigits = 4;
    private const int Seed = 20_250_801;
    private const double TargetP95 = 1.6;
    private const double TargetP95Milliseconds = 500;
    private const double TargetMiB = 400;

    private readonly Random _random = new(Seed);
    private long _lastCoupon = 7000;

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using var silo = await SiloProcess.StartAsync(database);
        var bench = new SpikeBench(silo, options, report);
        report.Line($"  {Connections} connections, {options.Rounds} rounds of {options.Duration.TotalSeconds} s, customers of seed {Seed}");
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
            noOp.Add(await LoadAsync(RequestTemplate.Issue("/noop", 1, CustomerDigits)));
            issue.Add(await IssueAsync());
        }
        report.Table($"POST, medians|{LoadTable.Columns}|p95 to no-op", [Row("/noop", noOp, noOp), Row("/coupons/issue", issue, noOp)]);
        report.Target("issue to no-op, p95", Figures.MedianRatio(issue, noOp, r => r.P95), "x", TargetP95, atLeast: false);
        report.Target("issue, p95", issue.Select(r => r.P95).Median(), " ms", TargetP95Milliseconds, atLeast: false);
    }

    private async Task<LoadResult> IssueAsync()
    {
        var coupon = ++_lastCoupon;
        await silo.DefineCouponAsync(coupon, Pieces);
        var result = await LoadAsync(RequestTemplate.Issue("/coupons/issue", coupon, CustomerDigits));
        var issued = await silo.IssuedAsync(coupon);
        report.Check(result.Only(201, 409) && result.Of(201) == Pieces && issued == Pieces,
            $"exactly {Pieces} issued, the rest refused: answers {result}, issued {issued}");
        return result;
    }

    // No warm-up: the first second is what a spike is about.
    private Task<LoadResult> LoadAsync(RequestTemplate request) => silo.LoadAsync(
        () => new SingleRequests(request, () => FirstCustomer + _random.Next(Customers)), Connections, TimeSpan.Zero, options.Duration);

    private static string Row(string name, List<LoadResult> results, List<LoadResult> noOp) =>
        LoadTable.Row(name, results, LoadTable.Ratio(results, noOp, r => r.P95));
}
