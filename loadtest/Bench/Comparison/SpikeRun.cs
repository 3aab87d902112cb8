using Commerce.Bench.Coupons;
using Commerce.Bench.HandOff;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Comparison;

/// <summary>
/// The first report's sale: 1,500 clients at once, 2,000 customers, 1,000 pieces. Exactly 1,000 are issued and everybody else is refused;
/// on both sides, moment by moment.
/// </summary>
internal sealed class SpikeRun(SiloProcess silo, HandOffServer handOff, BenchOptions options, Report report)
{
    private const int Connections = 1_500;
    private const long Pieces = 1_000;
    private const int FirstCustomer = 1_001;
    private const int Customers = 2_000;
    private const int CustomerDigits = 4;
    private const int Seed = 20_250_801;
    private const int BinMilliseconds = 20;

    private readonly Random _random = new(Seed);
    private long _coupon = 7_500;

    public async Task<MeasuredSpike> RunAsync()
    {
        report.Line("\n## spike");
        var (ours, theirs) = (new List<SpikeSide>(), new List<SpikeSide>());
        for (var round = -1; round < options.Rounds; round++) // the first is not counted
        {
            ours.Add(await SellAsync(silo, "ours"));
            theirs.Add(await SellAsync(handOff, "theirs", handOff.WrittenAtAsync));
        }
        return new(Connections, Pieces, BinMilliseconds, Middle(ours, "ours"), Middle(theirs, "theirs"));
    }

    private SpikeSide Middle(List<SpikeSide> rounds, string who)
    {
        var middle = rounds.Skip(1).OrderBy(side => side.P95).ElementAt((rounds.Count - 1) / 2);
        report.Line($"  {who}: {middle.PerSecond:0} a second, p50 {middle.P50:0.0} ms, p95 {middle.P95:0.0} ms, p99 {middle.P99:0.0} ms"
            + (middle.StoredAfterMilliseconds is { } stored ? $", all in SQL after {stored:0} ms" : ""));
        return middle;
    }

    private async Task<SpikeSide> SellAsync<TServer>(TServer server, string who, Func<long, Task<IEnumerable<DateTime>>>? writtenAt = null)
        where TServer : ServerProcess, ICouponServer
    {
        var coupon = ++_coupon;
        await server.DefineCouponAsync(coupon, Pieces);
        var timeline = new Timeline(BinMilliseconds, options.Duration);
        var request = RequestTemplate.Issue("/coupons/issue", coupon, CustomerDigits);
        var result = await server.LoadAsync(
            () => new TimedRequests(new SingleRequests(request, () => FirstCustomer + _random.Next(Customers)), timeline),
            Connections, TimeSpan.Zero, options.Duration); // no warm-up: the first second is what a spike is about
        await server.SettleAsync();
        var issued = await server.IssuedAsync(coupon);
        report.Check(result.Only(201, 409) && result.Of(201) == Pieces && issued == Pieces,
            $"spike, {who}: exactly {Pieces} issued, the rest refused; answers {result}, in SQL {issued}");
        var stored = writtenAt is null ? null : (await writtenAt(coupon)).Select(timeline.Until).Order().ToList();
        return new(MeasuredLoad.Round(result.PerSecond, 0), MeasuredLoad.Round(result.P50, 2), MeasuredLoad.Round(result.P95, 2),
            MeasuredLoad.Round(result.P99, 2), result.Of(201), stored is [.., var last] ? Math.Round(last) : null, timeline.Bins(stored));
    }
}
