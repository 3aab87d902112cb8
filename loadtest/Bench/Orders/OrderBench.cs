using Commerce.Bench.Load;
using Commerce.Bench.LockBaseline;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Orders;

/// <summary>
/// Orders placed and paid over HTTP: spread over many customers and products, against a no-op POST of the same server; and
/// by four customers on one product, against a server that locks. The parts take turns.
/// </summary>
internal sealed class OrderBench(SiloProcess silo, LockServer? locks, BenchOptions options, Report report)
{
    private const long FirstCustomer = 2_000_000_001;
    private const int Customers = 2_000;
    private const int Products = 20;
    private const long FirstHotCustomer = 3_000_000_001;
    private const int HotCustomers = 4;
    private const int HotConnections = 64;
    private const double TargetToNoOp = 0.1;
    private const double TargetMicroseconds = 300;
    private const double TargetThroughput = 12;
    private const double TargetP95 = 0.08;

    private static readonly int[] s_connections = [64, 512];

    private readonly Shop _shop = new(silo, FirstCustomer, Customers, firstProduct: 5_001, Products);
    private readonly Shop _hot = new(silo, FirstHotCustomer, HotCustomers, firstProduct: 7_001, products: 1);
    private readonly Shop? _locked = locks is null ? null : new(locks, FirstHotCustomer, HotCustomers, firstProduct: 7_001, products: 1);

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using (var silo = await SiloProcess.StartAsync(database))
        await using (var locks = await LockServer.StartAsync(database, report))
        {
            var bench = new OrderBench(silo, locks, options, report);
            await bench.OpenAsync();
            foreach (var connections in s_connections)
                await bench.SpreadAsync(connections);
            await bench.HotAsync();
            await bench.CheckAsync();
        }
        var (hold, said) = await SiloProcess.VerifyAsync(database);
        report.Check(hold, $"the store, after the silo stopped: {said}");
    }

    /// <summary>Sets up, and runs one round that is not counted: servers compile their hot paths while they run.</summary>
    private async Task OpenAsync()
    {
        await _shop.OpenAsync();
        await _hot.OpenAsync();
        await NoOpAsync(s_connections[0]);
        await OrdersAsync(silo, () => new PlaceThenPay(_shop), 201, s_connections[0]);
        await OrdersAsync(silo, () => new PlaceAndPay(_shop), 200, s_connections[0]);
        if (locks is null)
            return;
        await _locked!.OpenAsync();
        await OrdersAsync(locks, () => new PlaceThenPay(_locked), 201, HotConnections);
    }

    private async Task SpreadAsync(int connections)
    {
        var (noOp, twoSteps, oneStep) = (new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            noOp.Add(await NoOpAsync(connections));
            twoSteps.Add(await OrdersAsync(silo, () => new PlaceThenPay(_shop), 201, connections));
            oneStep.Add(await OrdersAsync(silo, () => new PlaceAndPay(_shop), 200, connections));
        }
        report.Line($"\n  {Customers} customers, {Products} products, {connections} connections, {options.Rounds} rounds of " +
            $"{options.Duration.TotalSeconds} s, medians");
        report.Table($"orders|{LoadTable.Columns}|to no-op",
        [
            Row("POST /noop", noOp, noOp),
            Row("POST /orders, POST /payments", twoSteps, noOp),
            Row("POST /v1/orders", oneStep, noOp),
        ]);
        report.Target($"place and pay to no-op, throughput, {connections} connections",
            Figures.MedianRatio(oneStep, noOp, r => r.PerSecond), "x", TargetToNoOp, atLeast: true);
        if (connections == s_connections[0])
        {
            report.Target($"place, then pay, processor time, {connections} connections",
                twoSteps.Select(r => r.ServerMicroseconds).Median(), " us", TargetMicroseconds,
                atLeast: false);
        }
    }

    private async Task HotAsync()
    {
        var (grains, locked) = (new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            grains.Add(await OrdersAsync(silo, () => new PlaceThenPay(_hot), 201, HotConnections));
            if (locks is not null)
                locked.Add(await OrdersAsync(locks, () => new PlaceThenPay(_locked!), 201, HotConnections));
        }
        report.Line($"\n  {HotCustomers} customers, one product, {HotConnections} connections, POST /orders and POST /payments, " +
            $"{options.Rounds} rounds of {options.Duration.TotalSeconds} s, medians");
        report.Table($"orders|{LoadTable.Columns}|{(locks is null ? "" : "to locks")}",
        [
            LoadTable.Row("grains", grains, locks is null ? "" : LoadTable.Ratio(grains, locked, r => r.PerSecond)),
            .. locks is null ? Array.Empty<string>() : [LoadTable.Row("Redis locks + SQL", locked, "1.00x")],
        ]);
        if (locks is null)
            return;
        report.Target("grains to locks, throughput", Figures.MedianRatio(grains, locked, r => r.PerSecond), "x", TargetThroughput,
            atLeast: true);
        report.Target("grains to locks, p95", Figures.MedianRatio(grains, locked, r => r.P95), "x", TargetP95, atLeast: false);
    }

    private async Task CheckAsync()
    {
        report.Line("");
        await _shop.CheckAsync(report, "many customers");
        await _hot.CheckAsync(report, "four customers");
        if (_locked is not null)
            await _locked.CheckAsync(report, "four customers, locks");
    }

    private Task<LoadResult> NoOpAsync(int connections)
    {
        var customer = FirstCustomer;
        var request = RequestTemplate.Issue("/noop", 1, Shop.CustomerDigits);
        return silo.LoadAsync(() => new SingleRequests(request, () => customer++), connections, options.WarmUp, options.Duration);
    }

    private async Task<LoadResult> OrdersAsync(ServerProcess server, Func<IConversation> orders, int accepted, int connections)
    {
        var result = await server.LoadAsync(orders, connections, options.WarmUp, options.Duration);
        if (!result.Only(accepted))
            report.Check(false, $"every order is accepted and paid; answers {result}");
        return result;
    }

    private static string Row(string name, List<LoadResult> results, List<LoadResult> noOp) =>
        LoadTable.Row(name, results, LoadTable.Ratio(results, noOp, r => r.PerSecond));
}
