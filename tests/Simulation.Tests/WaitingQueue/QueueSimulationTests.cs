using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace Commerce.WaitingQueue;

/// <summary>
/// Evenings at a box office where silos die, freeze and are cut off, with clocks that differ. <c>COMMERCE_TEST_SEED=n</c> runs one
/// of them and prints what happens; <c>COMMERCE_TEST_DAYS=n</c> runs more of them.
/// </summary>
public sealed class QueueSimulationTests(ITestOutputHelper output)
{
    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    [Fact]
    public void Days_WithEveryTrouble_LetEverybodyInInTurnAndNeverTooMany()
    {
        if (Setting("COMMERCE_TEST_SEED", -1) is >= 0 and var one)
        {
            output.WriteLine($"{new QueueDay(one, output.WriteLine).Run()}");
            return;
        }

        var reports = new ConcurrentBag<QueueDayReport>();
        var failures = new ConcurrentQueue<(int Seed, Exception Failure)>();
        Parallel.For(0, Setting("COMMERCE_TEST_DAYS", 400), (seed, loop) =>
        {
            try
            {
                reports.Add(new QueueDay(seed).Run());
            }
            catch (Exception failure)
            {
                failures.Enqueue((seed, failure));
                if (failures.Count >= 10)
                    loop.Stop();
            }
        });

        foreach (var (seed, failure) in failures)
            output.WriteLine($"COMMERCE_TEST_SEED={seed}: {failure}");
        Assert.True(failures.IsEmpty,
            $"Seeds {string.Join(", ", failures.Select(failure => failure.Seed))} fail; the first: {failures.FirstOrDefault().Failure?.Message}");
        // A simulation that never gets to a place says nothing about it.
        var sums = new QueueDayReport(reports.Sum(r => r.Admitted), reports.Sum(r => r.Lapsed), reports.Sum(r => r.Closed),
            reports.Sum(r => r.Drawn), reports.Sum(r => r.Conflicts));
        output.WriteLine($"{sums}");
        Assert.True(sums is { Admitted: > 0, Lapsed: > 0, Closed: > 0, Drawn: > 0, Conflicts: > 0 }, $"{sums}");
    }
}
