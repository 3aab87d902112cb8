using System.Diagnostics;
using System.Globalization;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Bench.Coupons;

/// <summary>
/// How long the first call to a campaign with a million holders takes, and how much memory it holds: once folded from the
/// journal alone, as if every snapshot were lost, and once from the snapshot that the first one's end wrote.
/// </summary>
internal static class HoldersBench
{
    private const long CouponId = 7001;
    private const int EventsPerBatch = 5_000;
    private const double TargetSeconds = 2;
    private const double TargetMiB = 100;

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using (var silo = await InProcessSilo.StartAsync(database))
            await IssueAsync(silo.Services.GetRequiredService<IJournalStore>(), options.Holders);

        report.Line(string.Create(CultureInfo.InvariantCulture, $"  one campaign, {options.Holders} holders"));
        var fold = await ActivateAsync(database, options.Holders, report);
        report.Line(string.Create(CultureInfo.InvariantCulture,
            $"  first call, from the journal alone: {fold.Seconds:0.00} s, state {fold.MiB:0} MiB"));
        var snapshot = await ActivateAsync(database, options.Holders, report);
        report.Target("first call, from the snapshot", snapshot.Seconds, " s", TargetSeconds, atLeast: false);
        report.Target("state", snapshot.MiB, " MiB", TargetMiB, atLeast: false);
    }

    /// <summary>Writes what the campaign's grain would have written, without asking it a million times.</summary>
    private static async Task IssueAsync(IJournalStore store, int holders)
    {
        await using var appender = store.CreateAppender();
        var now = DateTimeOffset.UtcNow;
        var terms = new CouponDefined("Bench", null, DiscountType.Fixed, 1_000, holders, now.AddDays(-1), now.AddDays(1));
        IEnumerable<ICouponEvent> events = Enumerable.Range(1, holders).Select(n => new CouponIssued(n * 7_919L, n, now)).Prepend<ICouponEvent>(terms);
        var seq = 0L;
        foreach (var chunk in events.Chunk(EventsPerBatch))
        {
            var batch = chunk.Select(e => CouponEventCodec.Instance.Encode(e)).Select(stored => new JournalEvent(
                CouponStreams.Of(CouponId).ToString(), ++seq, Guid.CreateVersion7(now), stored.Type, stored.Version, stored.Payload, now));
            await appender.AppendAsync([new JournalAppend([.. batch], Publish: false)], CancellationToken.None);
        }
    }

    private static async Task<(double Seconds, double MiB)> ActivateAsync(BenchDatabase database, int holders, Report report)
    {
        await using var silo = await InProcessSilo.StartAsync(database);
        var grains = silo.Services.GetRequiredService<IGrainFactory>();
        await grains.GetGrain<ICouponGrain>(CouponId + 1).Get(); // another campaign: its code is compiled, its connection open
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var campaign = await grains.GetGrain<ICouponGrain>(CouponId).Get();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        report.Check(campaign?.IssuedQuantity == holders, $"the campaign knows its {holders} holders");
        return (seconds, (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024.0 * 1024.0));
    }
}
