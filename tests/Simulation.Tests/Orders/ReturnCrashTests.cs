using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>Cancellations and refunds of each kind, and the worst at every single moment of them: money and pieces move once.</summary>
public sealed class ReturnCrashTests
{
    private const int Seed = 1;

    private static readonly bool[] s_patience = [true, false];

    public static TheoryData<string> Cases => new(ReturnCase.All.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public void GivingBack_TroubleAtEveryMoment_HappensOnceAndWhole(string name)
    {
        var given = ReturnCase.All[name];
        var moments = Run(given, TroubleAt.Never, patient: true);
        Assert.InRange(moments, 5, 1_000);
        var runs =
            from trouble in TroubleAt.Each(moments)
            from patient in s_patience
            select (trouble, patient);
        CrashRuns.Try(name, runs, run => Run(given, run.trouble, run.patient));
    }

    /// <returns>Events from the requests to their answers.</returns>
    private static int Run(ReturnCase given, TroubleAt trouble, bool patient)
    {
        var cluster = new SimCluster(new Random(Seed), silos: 2, new JournalOptions { Lanes = patient ? 2 : 1 }, TimeSpan.Zero);
        CrashRuns.Prepare(cluster, () => given.Shop.OpenAsync(cluster.Clients));
        CrashRuns.Prepare(cluster, () => given.PrepareAsync(cluster.Clients));

        var moments = CrashRuns.Run(cluster, trouble, [.. given.Ask.Select(ask =>
            (Func<Task>)(() => CrashRuns.AskAsync(cluster, ReturnCase.OrderId, patient, ask)))]);

        var ledger = ShopLaws.Check(cluster);
        ShopLaws.CheckOnce(cluster.Store.Journal);
        var order = ledger.Orders[ReturnCase.OrderId];
        // A request that was lost before anything of it was decided leaves the order as it was; nobody asked again.
        if (patient)
            Assert.Equal((given.Status, given.Kept), (order.Status, ledger.TakenBy(ReturnCase.OrderId)));
        else
            Assert.True(ledger.TakenBy(ReturnCase.OrderId) >= given.Kept);
        return moments;
    }
}
