using System.Globalization;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Balances;

/// <summary>
/// Durable charges of four customers by everybody at once, against a no-op POST of the same server; and the same under keys, by a
/// silo whose memory reaches back for a moment only, as that of a silo does for which many clients have keys. The parts take turns.
/// </summary>
internal sealed class ChargeBench(SiloProcess silo, BenchOptions options, Report report)
{
    private const long FirstCustomer = 9_338; // the references' hot customers
    private const int Customers = 4;
    private const double TargetToNoOp = 0.4;
    private const int ManyConnections = 512;
    private const double TargetP99Milliseconds = 40;
    private const double TargetKeyedToUnkeyed = 1.3;
    private const int RememberedCommands = 10_000;
    private const long FirstKey = 100_000_000_000; // twelve digits

    private static readonly int[] s_connections = [64, ManyConnections];
    private static readonly RequestTemplate s_charge = new("/v1/users/####/balance", """{"amount":1}""");

    private static readonly RequestTemplate s_keyedCharge =
        new("/v1/users/####/balance", """{"amount":1}""", key: new string('#', 12));

    private long _turn;
    private long _key = FirstKey;
    private long _charged;

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using (var silo = await SiloProcess.StartAsync(database, $"--Journal:RememberedCommands={RememberedCommands}"))
        {
            var bench = new ChargeBench(silo, options, report);
            for (var i = 0; i < Customers; i++)
                await silo.DefineCustomerAsync(FirstCustomer + i, openingBalance: 0);
            await bench.NoOpAsync(s_connections[0]); // not counted: the server compiles its hot paths while it runs
            await bench.ChargeAsync(s_connections[0]);
            await bench.ChargeAsync(s_connections[0], keyed: true); // and from now on there are more keys than the memory holds
            foreach (var connections in s_connections)
                await bench.CompareAsync(connections);
        }
        var (hold, said) = await SiloProcess.VerifyAsync(database);
        report.Check(hold, $"the store, after the silo stopped: {said}");
    }

    private async Task CompareAsync(int connections)
    {
        var (noOp, charge, keyed) = (new List<LoadResult>(), new List<LoadResult>(), new List<LoadResult>());
        for (var round = 0; round < options.Rounds; round++)
        {
            noOp.Add(await NoOpAsync(connections));
            charge.Add(await ChargeAsync(connections));
            keyed.Add(await ChargeAsync(connections, keyed: true));
        }
        report.Line($"\n  {Customers} customers, {connections} connections, " +
            $"{options.Rounds} rounds of {options.Duration.TotalSeconds} s, medians");
        report.Table($"POST|{LoadTable.Columns}|to no-op",
        [
            LoadTable.Row("/noop", noOp, "1.00x"),
            LoadTable.Row("/v1/users/{userId}/balance", charge, LoadTable.Ratio(charge, noOp, r => r.PerSecond)),
            LoadTable.Row("the same under keys", keyed, LoadTable.Ratio(keyed, noOp, r => r.PerSecond)),
        ]);
        report.Target($"charge to no-op, throughput, {connections} connections", Figures.MedianRatio(charge, noOp, r => r.PerSecond), "x",
            TargetToNoOp, atLeast: true);
        report.Target($"keyed charge to unkeyed, processor time, {connections} connections", Figures.MedianRatio(keyed, charge,
            r => r.ServerMicroseconds), "x", TargetKeyedToUnkeyed, atLeast: false);
        report.Target($"unkeyed charge to keyed, throughput, {connections} connections",
            Figures.MedianRatio(charge, keyed, r => r.PerSecond), "x", TargetKeyedToUnkeyed, atLeast: false);
        if (connections == ManyConnections)
            report.Target("charge, p99", charge.Select(r => r.P99).Median(), " ms", TargetP99Milliseconds, atLeast: false);
        await CheckAsync();
    }

    private Task<LoadResult> NoOpAsync(int connections) => LoadAsync(RequestTemplate.Issue("/noop", 1, customerDigits: 4), connections);

    private async Task<LoadResult> ChargeAsync(int connections, bool keyed = false)
    {
        var result = await LoadAsync(keyed ? s_keyedCharge : s_charge, connections, keyed);
        _charged += result.Of(200);
        if (!result.Only(200))
            report.Check(false, $"every charge is answered 200; answers {result}");
        return result;
    }

    private async Task CheckAsync()
    {
        var balances = 0L;
        for (var i = 0; i < Customers; i++)
            balances += await silo.BalanceAsync(FirstCustomer + i);
        report.Check(balances == _charged, string.Create(CultureInfo.InvariantCulture, $"{_charged} won charged, {balances} won there"));
    }

    private Task<LoadResult> LoadAsync(RequestTemplate request, int connections, bool keyed = false) => silo.LoadAsync(
        () => new SingleRequests(request, () => FirstCustomer + _turn++ % Customers, keyed ? () => _key++ : null), connections,
        options.WarmUp, options.Duration);
}
