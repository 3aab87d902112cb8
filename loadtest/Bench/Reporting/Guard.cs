using Commerce.Bench.Balances;
using Commerce.Bench.Coupons;
using Commerce.Bench.Journal;
using Commerce.Bench.Orders;
using Commerce.Bench.Servers;
using Commerce.Bench.WaitingQueue;

namespace Commerce.Bench.Reporting;

/// <summary>The benchmarks whose ratios have floors, one after the other, each on an empty database.</summary>
internal static class Guard
{
    private static readonly (string Name, Func<BenchDatabase, BenchOptions, Report, Task> Run)[] s_parts =
    [
        ("journal", JournalBench.RunAsync),
        ("coupon", CouponBench.RunAsync),
        ("charge", ChargeBench.RunAsync),
        ("order", OrderBench.RunAsync),
        ("queue", QueueBench.RunAsync),
    ];

    /// <summary>Whether there is such a part.</summary>
    public static bool Has(string part) => s_parts.Any(known => known.Name == part);

    public static async Task RunAsync(BenchDatabase first, BenchOptions options, Report report)
    {
        foreach (var (name, run) in s_parts.Where(part => options.Parts is [] || options.Parts.Contains(part.Name)))
        {
            report.Line($"\n## {name}");
            await using var database = await first.AnotherAsync();
            await run(database, options, report);
        }
    }
}
