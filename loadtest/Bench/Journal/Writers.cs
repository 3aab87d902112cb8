using System.Diagnostics;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;

namespace Commerce.Bench.Journal;

/// <summary>What some writers got done.</summary>
internal sealed record WritersResult(double PerSecond, double P50, double P95, double P99, long Failed);

/// <summary>Some writers at once, each making one durable change after the other.</summary>
internal static class Writers
{
    /// <param name="count">How many.</param>
    /// <param name="options">How long.</param>
    /// <param name="startWriter">Makes a writer: what it calls for each change, which completes when that is durable and tells whether it
    /// is.</param>
    public static async Task<WritersResult> RunAsync(int count, BenchOptions options, Func<Task<Func<Task<bool>>>> startWriter)
    {
        var changes = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => startWriter()));
        var measureFrom = Stopwatch.GetTimestamp() + (long)(options.WarmUp.TotalSeconds * Stopwatch.Frequency);
        var end = measureFrom + (long)(options.Duration.TotalSeconds * Stopwatch.Frequency);
        var results = await Task.WhenAll(changes.Select(change => Task.Run(() => WriteAsync(change, measureFrom, end))));

        var all = new LatencyHistogram();
        foreach (var (latencies, _) in results)
            all.Add(latencies);
        return new(all.Count / options.Duration.TotalSeconds, all.Milliseconds(0.50), all.Milliseconds(0.95), all.Milliseconds(0.99),
            results.Sum(r => r.Failed));
    }

    private static async Task<(LatencyHistogram Latencies, long Failed)> WriteAsync(Func<Task<bool>> change, long measureFrom, long end)
    {
        var latencies = new LatencyHistogram();
        long failed = 0;
        for (var started = Stopwatch.GetTimestamp(); started < end;)
        {
            var ok = await change();
            var now = Stopwatch.GetTimestamp();
            if (!ok)
                failed++;
            else if (now >= measureFrom && now < end)
                latencies.Record(Stopwatch.GetElapsedTime(started, now));
            started = now;
        }
        return (latencies, failed);
    }
}
