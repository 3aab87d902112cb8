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
        Parallel.For(0, Setting("COMMERCE_TEST_DAYS", 600), (seed, loop) =>
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
        output.WriteLine($"{reports.Sum(r => r.Admitted)} admitted, {reports.Sum(r => r.Lapsed)} lapsed, {reports.Sum(r => r.Closed)} closed, " +
            $"{reports.Sum(r => r.Drawn)} lotteries, {reports.Sum(r => r.Conflicts)} fenced off");
        Assert.All(new Func<QueueDayReport, int>[] { r => r.Admitted, r => r.Lapsed, r => r.Closed, r => r.Drawn, r => r.Conflicts },
            count => Assert.True(reports.Sum(count) > 0));
    }
}
