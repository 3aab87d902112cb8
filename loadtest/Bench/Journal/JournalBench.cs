using System.Globalization;
using Commerce.Bench.Reporting;
using Commerce.Bench.Servers;
using Commerce.Journaling;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Commerce.Bench.Journal;

/// <summary>
/// One durable change per operation, each writer on a stream or key of its own: the group-commit journal against stock
/// Orleans grain storage on the same database, in turns.
/// </summary>
internal static class JournalBench
{
    private const double Target = 5;
    private const int TargetWriters = 64;

    private static readonly int[] s_writers = [1, 8, 64, 512];

    public static async Task RunAsync(BenchDatabase database, BenchOptions options, Report report)
    {
        await using var silo = await InProcessSilo.StartAsync(database);
        using var batches = new BatchSizes();
        var journal = new JournalContender(silo.Services.GetRequiredService<JournalWriter>());
        var storage = new GrainStorageContender(silo.Services.GetRequiredKeyedService<IGrainStorage>(SnapshotStore.ProviderName));
        var lanes = silo.Services.GetRequiredService<IOptions<JournalOptions>>().Value.Lanes;
        report.Line(string.Create(CultureInfo.InvariantCulture,
            $"  {lanes} lane(s), {options.Rounds} rounds of {options.Duration.TotalSeconds} s, medians"));

        var rows = new List<string>();
        var ratio = 0.0;
        foreach (var writers in s_writers)
        {
            var (appended, written) = (new List<WritersResult>(), new List<WritersResult>());
            batches.Reset();
            for (var round = 0; round < options.Rounds; round++)
            {
                appended.Add(await Writers.RunAsync(writers, options, journal.WriterAsync));
                written.Add(await Writers.RunAsync(writers, options, storage.WriterAsync));
            }
            rows.Add(Row(writers, "journal", appended, written, string.Create(CultureInfo.InvariantCulture, $"{batches.Mean:0}")));
            rows.Add(Row(writers, "grain storage", written, written, ""));
            if (writers == TargetWriters)
                ratio = Figures.MedianRatio(appended, written, r => r.PerSecond);
        }

        report.Table("writers|to|per second|p50 ms|p95 ms|p99 ms|failed|events per transaction|ratio", rows);
        report.Target($"journal to grain storage, {TargetWriters} writers", ratio, "x", Target, atLeast: true);
        report.Check(journal.Failed == 0 && await database.EventsAsync() == journal.Acknowledged,
            $"every append is acknowledged and in the journal: {journal.Acknowledged} acknowledged, {journal.Failed} failed");
    }

    private static string Row(int writers, string name, List<WritersResult> results, List<WritersResult> to, string batch) => string.Create(
        CultureInfo.InvariantCulture,
        $"{writers}|{name}|{results.Select(r => r.PerSecond).Median():0}|{results.Select(r => r.P50).Median():0.0}|" +
        $"{results.Select(r => r.P95).Median():0.0}|{results.Select(r => r.P99).Median():0.0}|{results.Sum(r => r.Failed)}|{batch}|" +
        $"{Figures.MedianRatio(results, to, r => r.PerSecond):0.0}x");
}
