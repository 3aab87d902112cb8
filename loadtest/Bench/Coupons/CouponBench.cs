using System.Globalization;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Coupons;

/// <summary>
/// Durable coupon issue over HTTP, every request a fresh customer who gets a piece, against a no-op POST of the same
/// server and against Redis. The parts take turns, so that what disturbs the machine disturbs all of them.
/// </summary>
internal sealed class CouponBench(BenchDatabase database, SiloProcess silo, RedisBaseline? redis, BenchOptions options, Report report)
{
    private const double TargetToNoOp = 0.5;
    private const double TargetToRedis = 0.9;
    private const double TargetMiB = 400;
    private const long FirstCustomer = 1_000_000_000; // ten digits, and as many customers as any run needs
    private const int CustomerDigits = 10;
    private const long Unlimited = 100_000_000;

    private static readonly int[] s_connections = [64, 512];

    private long _lastCoupon = 7000;
    private long _issued;

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using var silo = await SiloProcess.StartAsync(database);
        await using var redis = RedisServer.IsInstalled ? await RedisBaseline.StartAsync() : null;
        if (redis is null)
            report.Line("  no Redis baseline: redis-server is not on the PATH");
        report.Line(string.Create(CultureInfo.InvariantCulture, $"  resident when ready: {silo.ResidentMiB:0} MiB"));
        var bench = new CouponBench(database, silo, redis, options, report);
        await bench.WarmUpAsync();
        foreach (var connections in s_connections)
            await bench.CompareAsync(connections);
        report.Target("resident at the most, holders of every campaign included", silo.PeakMiB, " MiB", TargetMiB, atLeast: false);
    }

    /// <summary>One round that is not counted: servers compile their hot paths while they run.</summary>
    private async Task WarmUpAsync()
    {
        await NoOpAsync(s_connections[0]);
        await IssueAsync(s_connections[0]);
        if (redis is not null)
            await RedisAsync(redis, s_connections[0]);
    }

    private async Task CompareAsync(int connections)
    {
        var (noOp, issue, baseline) = (new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>());
        var (issuedBefore, transactionsBefore) = (_issued, await database.OutboxRowsAsync());
        for (var round = 0; round < options.Rounds; round++)
        {
            noOp.Add(await NoOpAsync(connections));
            issue.Add(await IssueAsync(connections));
            if (redis is not null)
                baseline.Add(await RedisAsync(redis, connections));
        }
        var transactions = await database.OutboxRowsAsync() - transactionsBefore; // one row each, of the one campaign in it

        report.Line($"\n  {connections} connections, {options.Rounds} rounds of {options.Duration.TotalSeconds} s, medians");
        report.Table($"POST|{LoadTable.Columns}|to no-op",
        [
            Row("/noop", noOp, noOp),
            Row("/coupons/issue", issue, noOp),
            .. redis is null ? Array.Empty<string>() : [Row("Redis SADD + INCR", baseline, noOp)],
        ]);
        report.Line(string.Create(CultureInfo.InvariantCulture,
            $"  pieces per transaction: {(double)(_issued - issuedBefore) / transactions:0}"));
        report.Target($"issue to no-op, throughput, {connections} connections", Figures.MedianRatio(issue, noOp, r => r.PerSecond), "x",
            TargetToNoOp, atLeast: true);
        if (redis is not null)
        {
            report.Target($"issue to Redis, throughput, {connections} connections",
                Figures.MedianRatio(issue, baseline, r => r.PerSecond), "x", TargetToRedis, atLeast: true);
        }
    }

    private Task<LoadResult> NoOpAsync(int connections) =>
        LoadAsync(silo, RequestTemplate.Issue("/noop", 1, CustomerDigits), connections);

    private Task<LoadResult> RedisAsync(RedisBaseline server, int connections) =>
        LoadAsync(server, RequestTemplate.Issue("/coupons/issue", ++_lastCoupon, CustomerDigits), connections);

    private async Task<LoadResult> IssueAsync(int connections)
    {
        var coupon = ++_lastCoupon;
        await silo.DefineCouponAsync(coupon, Unlimited);
        var result = await LoadAsync(silo, RequestTemplate.Issue("/coupons/issue", coupon, CustomerDigits), connections);
        var issued = await silo.IssuedAsync(coupon);
        _issued += issued;
        if (!result.Only(201) || issued != result.Of(201))
            report.Check(false, $"coupon {coupon}: every request is answered 201 and counted; answers {result}, issued {issued}");
        return result;
    }

    private Task<LoadResult> LoadAsync(ServerProcess server, RequestTemplate request, int connections)
    {
        var customer = FirstCustomer;
        return server.LoadAsync(() => new SingleRequests(request, () => customer++), connections, options.WarmUp, options.Duration);
    }

    private static string Row(string name, List<LoadResult> results, List<LoadResult> noOp) =>
        LoadTable.Row(name, results, LoadTable.Ratio(results, noOp, r => r.PerSecond));
}
