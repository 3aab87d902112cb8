using Commerce.Bench.Coupons;
using Commerce.Bench.HandOff;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;

namespace Commerce.Bench.Comparison;

/// <summary>A <see cref="CrowdedSale"/> on both sides, moment by moment.</summary>
internal sealed class SpikeRun(SiloProcess silo, HandOffServer handOff, BenchOptions options, Report report)
{
    private const int BinMilliseconds = 20;

    private readonly CrowdedSale _sale = new(options.Duration, report);

    public async Task<MeasuredSpike> RunAsync()
    {
        report.Line("\n## spike");
        var (ours, theirs) = (new List<SpikeSide>(), new List<SpikeSide>());
        for (var round = -1; round < options.Rounds; round++) // the first is not counted
        {
            ours.Add(await SellAsync(silo, "ours"));
            theirs.Add(await SellAsync(handOff, "theirs", handOff.WrittenAtAsync));
        }
        return new(CrowdedSale.Connections, CrowdedSale.Pieces, BinMilliseconds, Middle(ours, "ours"), Middle(theirs, "theirs"));
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
        var timeline = new Timeline(BinMilliseconds, options.Duration);
        var (result, coupon) = await _sale.SellAsync(server, $"spike, {who}", requests => new TimedRequests(requests, timeline));
        var stored = writtenAt is null ? null : (await writtenAt(coupon)).Select(timeline.Until).Order().ToList();
        return new(MeasuredLoad.Round(result.PerSecond, 0), MeasuredLoad.Round(result.P50, 2), MeasuredLoad.Round(result.P95, 2),
            MeasuredLoad.Round(result.P99, 2), result.Of(201), stored is [.., var last] ? Math.Round(last) : null, timeline.Bins(stored));
    }
}
