using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace Commerce.Orders;

/// <summary>
/// Thousands of days in a shop where everything is scarce and anything can fail at any moment. <c>COMMERCE_TEST_SEED=n</c>
/// runs one of them and prints what happens; <c>COMMERCE_TEST_DAYS=n</c> runs more of them.
/// </summary>
public sealed class PaymentSimulationTests(ITestOutputHelper output)
{
    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    [Fact]
    public void Days_WithEveryTrouble_EndPaidOrGivenBack()
    {
        if (Setting("COMMERCE_TEST_SEED", -1) is >= 0 and var one)
        {
            output.WriteLine($"{new ShopDay(one, output.WriteLine).Run()}");
            return;
        }

        var reports = new ConcurrentBag<DayReport>();
        var failures = new ConcurrentQueue<(int Seed, Exception Failure)>();
        Parallel.For(0, Setting("COMMERCE_TEST_DAYS", 3_000), (seed, loop) =>
        {
            try
            {
                reports.Add(new ShopDay(seed).Run());
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
        Assert.True(failures.IsEmpty, $"Seeds {string.Join(", ", failures.Select(failure => failure.Seed))} fail; "
            + $"the first: {failures.FirstOrDefault().Failure?.Message}");
        AssertEverythingHappened(reports);
    }

    // A simulation that never gets to a place says nothing about it.
    private void AssertEverythingHappened(IReadOnlyCollection<DayReport> reports)
    {
        output.WriteLine($"{reports.Sum(r => r.Cancellations.Count(status => status == CancelOrderStatus.Cancelled))} cancelled, "
            + $"{reports.Sum(r => r.Refunds.Count(status => status == RefundOrderStatus.Refunded))} refunded, "
            + $"{reports.Sum(r => r.CouponsReturned)} pieces of coupons back");
        output.WriteLine($"{reports.Sum(r => r.Paid)} paid, {reports.Sum(r => r.Rejected)} rejected, "
            + $"{reports.Sum(r => r.Resumed)} resumed, " +
            $"{reports.Sum(r => r.Conflicts)} fenced off, {reports.Sum(r => r.Found)} found in the journal, " +
            $"{reports.Sum(r => r.Listed)} filters filled, " +
            $"{reports.Sum(r => r.Rested)} appends rested on others, {reports.Sum(r => r.Elsewhere)} calls sent again, "
            + $"{reports.Sum(r => r.SideBySide)} side by side, {reports.Sum(r => r.Refunded)} refunded");
        foreach (var status in Enum.GetValues<PayOrderStatus>().Except([PayOrderStatus.NotFound, PayOrderStatus.StepIdTaken]))
            Assert.Contains(reports, report => report.Answers.Contains(status));
        // Payments that start now have ids that nobody else can use, whatever is repeated.
        Assert.DoesNotContain(reports, report => report.Answers.Contains(PayOrderStatus.StepIdTaken));
        foreach (var status in Enum.GetValues<CancelOrderStatus>().Except([CancelOrderStatus.NotFound]))
            Assert.Contains(reports, report => report.Cancellations.Contains(status));
        foreach (var status in Enum.GetValues<RefundOrderStatus>().Except([RefundOrderStatus.NotFound]))
            Assert.Contains(reports, report => report.Refunds.Contains(status));
        Assert.Contains(reports, report => report.CouponsReturned > 0);
        Assert.Contains(reports, report => report.Resumed > 0);
        Assert.Contains(reports, report => report.Conflicts > 0);
        Assert.Contains(reports, report => report.Found > 0);
        Assert.Contains(reports, report => report.Listed > 0);
        Assert.Contains(reports, report => report.Rested > 0);
        Assert.Contains(reports, report => report.Elsewhere > 0);
        Assert.Contains(reports, report => report.Shown > 0);
        Assert.Contains(reports, report => report.SideBySide > 0);
        Assert.Contains(reports, report => report.Refunded > 0);
    }
}
