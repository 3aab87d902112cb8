using Commerce.Bench.Load;
using Commerce.Bench.LockBaseline;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Concerts;

/// <summary>
/// Seats reserved and paid over HTTP, each flow a seat of its own: of one schedule and of twenty, against a no-op POST of the same
/// server and against a server that locks; and a seat that is taken, asked for again and again. The parts take turns.
/// </summary>
internal sealed class SeatBench(SiloProcess silo, LockServer? locks, BenchOptions options, Report report)
{
    private const long FirstCustomer = 2_000_000_001;
    private const int Customers = 2_000;
    private const int Connections = 64;
    private const int Schedules = 20;
    private const long FirstSchedule = 5_001;
    private const long HotSchedule = 6_001;
    private const long TakenSchedule = 6_002;

    private readonly Hall _spread = new(silo, FirstCustomer, Customers, FirstSchedule, Schedules);
    private readonly Hall _hot = new(silo, FirstCustomer + Customers, Customers, HotSchedule, schedules: 1);
    private readonly Hall? _locked = locks is null ? null : new(locks, FirstCustomer, Customers, HotSchedule, schedules: 1);

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using (var silo = await SiloProcess.StartAsync(database, "--Concerts:MaxHolds=100"))
        await using (var locks = await LockServer.StartAsync(database, report))
        {
            var bench = new SeatBench(silo, locks, options, report);
            await bench.OpenAsync();
            await bench.CompareAsync();
            await bench.CheckAsync();
        }
        var (hold, said) = await SiloProcess.VerifyAsync(database);
        report.Check(hold, $"the store, after the silo stopped: {said}");
    }

    /// <summary>Sets up, and runs one round that is not counted: servers compile their hot paths while they run.</summary>
    private async Task OpenAsync()
    {
        await _spread.OpenAsync();
        await _hot.OpenAsync();
        await silo.DefineScheduleAsync(TakenSchedule, Hall.Price, seats: 1);
        await silo.ReserveAsync(FirstCustomer, TakenSchedule, 1);
        await NoOpAsync();
        await SellAsync(silo, _spread);
        await TakenAsync();
        if (_locked is null)
            return;
        await _locked.OpenAsync();
        await SellAsync(locks!, _locked);
    }

    private async Task CompareAsync()
    {
        var (noOp, spread, hot, taken, locked) =
            (new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            noOp.Add(await NoOpAsync());
            spread.Add(await SellAsync(silo, _spread));
            hot.Add(await SellAsync(silo, _hot));
            taken.Add(await TakenAsync());
            if (_locked is not null)
                locked.Add(await SellAsync(locks!, _locked));
        }
        report.Line($"\n  {Customers} customers, {Connections} connections, "
            + $"{options.Rounds} rounds of {options.Duration.TotalSeconds} s, medians");
        report.Table($"seats|{LoadTable.Columns}|to no-op",
        [
            Row("POST /noop", noOp, noOp),
            Row($"reserve and pay, {Schedules} schedules", spread, noOp),
            Row("reserve and pay, one schedule", hot, noOp),
            Row("a seat that is taken", taken, noOp),
            .. _locked is null ? Array.Empty<string>() : [Row("reserve and pay, Redis locks + SQL", locked, noOp)],
        ]);
        if (_locked is null)
            return;
        report.Line($"  one schedule, grains to locks: "
            + $"throughput {LoadTable.Ratio(hot, locked, r => r.PerSecond)}, p95 {LoadTable.Ratio(hot, locked, r => r.P95)}");
    }

    private async Task CheckAsync()
    {
        report.Line("");
        await _spread.CheckAsync(report, "many schedules");
        await _hot.CheckAsync(report, "one schedule");
        if (_locked is not null)
            await _locked.CheckAsync(report, "one schedule, locks");
    }

    private Task<LoadResult> NoOpAsync()
    {
        var customer = FirstCustomer;
        var request = RequestTemplate.Issue("/noop", 1, Hall.CustomerDigits);
        return silo.LoadAsync(() => new SingleRequests(request, () => customer++), Connections, options.WarmUp, options.Duration);
    }

    private async Task<LoadResult> SellAsync(ServerProcess server, Hall hall)
    {
        var result = await server.LoadAsync(() => new ReserveThenPay(hall), Connections, options.WarmUp, options.Duration);
        if (!result.Only(201))
            report.Check(false, $"every seat is reserved and paid; answers {result}");
        return result;
    }

    private async Task<LoadResult> TakenAsync()
    {
        var result = await silo.LoadAsync(() => new ReserveTaken(TakenSchedule, FirstCustomer), Connections, options.WarmUp,
            options.Duration);
        if (!result.Only(409))
            report.Check(false, $"a seat that is taken is nobody else's; answers {result}");
        return result;
    }

    private static string Row(string name, List<LoadResult> results, List<LoadResult> noOp) =>
        LoadTable.Row(name, results, LoadTable.Ratio(results, noOp, r => r.PerSecond));
}
