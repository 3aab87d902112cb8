using System.Globalization;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.WaitingQueue;

/// <summary>
/// Tokens over HTTP, every request a fresh customer who gets in line, and then polls of all who wait, each against a no-op POST of
/// the same server. Nobody is admitted meanwhile but one: the line only grows.
/// </summary>
internal sealed class QueueBench(SiloProcess silo, BenchOptions options, Report report)
{
    private const double TargetTokenToNoOp = 0.5;
    private const double TargetPollToNoOp = 1.3;
    private const double TargetMiB = 400;
    private const int Connections = 64;
    private const long CouponId = 7001;
    private const long FirstCustomer = 1_000_000_000; // ten digits, and as many customers as any run needs
    private const int CustomerDigits = 10;

    private static readonly RequestTemplate s_join = new("/queue/tokens", string.Create(CultureInfo.InvariantCulture,
        $"{{\"couponId\":{CouponId},\"userId\":{new string('#', CustomerDigits)}}}"));

    private static readonly RequestTemplate s_noOp = RequestTemplate.Issue("/noop", 1, CustomerDigits);

    private readonly Tokens _tokens = new();
    private long _customer = FirstCustomer;

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using var silo = await SiloProcess.StartAsync(database);
        await silo.DefineCouponAsync(CouponId, 100_000, new(1, 1, 86_400, 86_400, null));
        var bench = new QueueBench(silo, options, report);
        await bench.NoOpAsync();
        await bench.JoinAsync();
        await bench.CompareTokensAsync();
        while (bench._tokens.Count < options.Waiting)
            await bench.JoinAsync();
        await bench.PollAsync();
        await bench.ComparePollsAsync();
        var queue = await silo.QueueAsync(CouponId);
        report.Check(queue.Issued == bench._tokens.Count && queue.Waiting + queue.Active == queue.Issued,
            $"everybody who came waits or is inside: {queue.Issued} came, {queue.Waiting} wait, {queue.Active} inside");
        report.Target("resident at the most, all who wait included", silo.PeakMiB, " MiB", TargetMiB, atLeast: false);
    }

    private async Task CompareTokensAsync()
    {
        var (noOp, joins) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            noOp.Add(await NoOpAsync());
            joins.Add(await JoinAsync());
        }
        Table("/queue/tokens", joins, noOp);
        report.Check(joins.All(join => join.Only(201)), "every customer gets a token");
        report.Target(
            "tokens to no-op, throughput", Figures.MedianRatio(joins, noOp, r => r.PerSecond), "x", TargetTokenToNoOp, atLeast: true);
    }

    private async Task ComparePollsAsync()
    {
        var (noOp, polls) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            noOp.Add(await NoOpAsync());
            polls.Add(await PollAsync());
        }
        report.Line(string.Create(CultureInfo.InvariantCulture, $"\n  {_tokens.Count} wait"));
        Table("GET /queue/tokens/{token}", polls, noOp);
        report.Check(polls.All(poll => poll.Only(200)), "every poll is answered");
        report.Target("poll to no-op, processor time", Figures.MedianRatio(polls, noOp, r => r.ServerMicroseconds), "x", TargetPollToNoOp,
            atLeast: false);
    }

    private void Table(string name, List<LoadResult> results, List<LoadResult> noOp) => report.Table(
        $"{Connections} connections, medians|{LoadTable.Columns}|to no-op", [Row("/noop", noOp, noOp), Row(name, results, noOp)]);

    private static string Row(string name, List<LoadResult> results, List<LoadResult> noOp) =>
        LoadTable.Row(name, results, LoadTable.Ratio(results, noOp, r => r.PerSecond));

    private Task<LoadResult> NoOpAsync() => LoadAsync(() => new SingleRequests(s_noOp, () => FirstCustomer));

    private Task<LoadResult> JoinAsync() => LoadAsync(() => new Joins(s_join, () => _customer++, _tokens));

    private Task<LoadResult> PollAsync() => LoadAsync(() => new Polls(_tokens));

    private Task<LoadResult> LoadAsync(Func<IConversation> conversation) =>
        silo.LoadAsync(conversation, Connections, options.WarmUp, options.Duration);
}
