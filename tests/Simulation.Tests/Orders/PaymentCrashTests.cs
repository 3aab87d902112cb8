using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>
/// One payment of each kind, and the worst at every single moment of it: before a message arrives, before a transaction
/// commits, between its commit and its answer, before the answer reaches the saga or the client.
/// </summary>
public sealed class PaymentCrashTests
{
    private static readonly bool[] s_patience = [true, false];

    /// <summary>Every case, and whether its last payment asks for everything at once; not all can.</summary>
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in PaymentCase.All.Keys)
            {
                cases.Add(name, false);
                if (!name.EndsWith("short from the start", StringComparison.Ordinal))
                    cases.Add(name, true);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Payment_TroubleAtEveryMoment_EndsAsItWouldHave(string name, bool sideBySide)
    {
        var payment = PaymentCase.All[name];
        // Whether the grains are apart is the seed's choice.
        var (seed, moments) = Enumerable.Range(1, 100).Select(seed => (seed, Run: Run(payment, seed, TroubleAt.Never, patient: true)))
            .Where(run => run.Run.SideBySide == sideBySide).Select(run => (run.seed, run.Run.Moments)).First();
        Assert.InRange(moments, 10, 1_000);

        var runs =
            from trouble in TroubleAt.Each(moments)
            from patient in s_patience
            select (trouble, patient);
        CrashRuns.Try(name, runs, run => Run(payment, seed, run.trouble, run.patient));
    }

    /// <returns>Events from the payment's request to its answer, and whether its steps were asked for at once.</returns>
    private static (int Moments, bool SideBySide) Run(
        PaymentCase payment, int seed, TroubleAt trouble, bool patient)
    {
        var cluster = new SimCluster(new Random(seed), silos: 2, new JournalOptions { Lanes = patient ? 2 : 1 }, TimeSpan.Zero);
        CrashRuns.Prepare(cluster, () => payment.Shop.OpenAsync(cluster.Clients));
        CrashRuns.Prepare(cluster, () => payment.PrepareAsync(cluster.Clients));

        var moments = CrashRuns.Run(cluster, trouble, () => CrashRuns.AskAsync(cluster, PaymentCase.OrderId, patient, async order =>
            Assert.Equal(payment.Outcome, (await order.Pay(new(new Guid(9, 0, 0, new byte[8])))).Outcome!.Status)));

        var ledger = ShopLaws.Check(cluster);
        ShopLaws.CheckOnce(cluster.Store.Journal);
        var order = ledger.Orders[PaymentCase.OrderId];
        var expected = payment.Outcome == PayOrderStatus.Paid ? OrderStatus.Paid : OrderStatus.Rejected;
        var untouched = payment.RefusedBefore ? OrderStatus.Rejected : OrderStatus.Placed;
        // A request that was lost before the payment began leaves the order as it was; nobody asked again.
        Assert.True(order.Status == expected || !patient && order.Status == untouched, $"The order is {order.Status}.");
        if (order.Status == OrderStatus.Rejected && order.Status != untouched)
            Assert.Equal(payment.Outcome, order.Rejection);
        return (moments, order.Payment?.SideBySide == true);
    }
}
