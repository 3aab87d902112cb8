using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>Cancellations and refunds of each kind, and the worst at every single moment of them: money and pieces move once.</summary>
public sealed class ReturnCrashTests
{
    private const int Seed = 1;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    private static readonly bool[] s_patience = [true, false];

    public static TheoryData<string> Cases => new(ReturnCase.All.Keys);

    private enum Trouble
    {
        Killed,
        KilledWithLastWords,
        CutOff,
        FrozenAndGivenUp,
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GivingBack_TroubleAtEveryMoment_HappensOnceAndWhole(string name)
    {
        var given = ReturnCase.All[name];
        var moments = Run(given, -1, default, default, patient: true);
        Assert.InRange(moments, 5, 1_000);
        var runs =
            from moment in Enumerable.Range(0, moments + 1)
            from trouble in Enum.GetValues<Trouble>()
            from silos in Enumerable.Range(1, 3)
            from patient in s_patience
            select (moment, trouble, silos, patient);
        Parallel.ForEach(runs.ToList(), run =>
        {
            try
            {
                Run(given, run.moment, run.trouble, run.silos, run.patient);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{name}: {run} fails: {failure.Message}", failure);
            }
        });
    }

    /// <returns>Events from the requests to their answers.</returns>
    private static int Run(ReturnCase given, int moment, Trouble trouble, int silos, bool patient)
    {
        var cluster = new SimCluster(new Random(Seed), silos: 2, new JournalOptions { Lanes = patient ? 2 : 1 }, TimeSpan.Zero);
        var time = cluster.Time;
        time.RunUntil(time.Start(() => given.Shop.OpenAsync(cluster.Clients)), s_limit);
        time.RunUntil(time.Start(() => given.PrepareAsync(cluster.Clients)), s_limit);

        var start = time.Events;
        time.BeforeEvent = () =>
        {
            if (time.Events - start != moment)
                return;
            moment = -1;
            foreach (var silo in cluster.Silos.Where((_, i) => (silos >> i & 1) == 1).ToList())
                Strike(cluster, silo, trouble);
        };
        var sweeper = new Sweeper(cluster);
        var sweeping = time.Start(sweeper.RunAsync);
        time.RunUntil(Task.WhenAll(given.Ask.Select(ask => time.Start(() => AskAsync(cluster, ask, patient))).ToList()), s_limit);
        var moments = time.Events - start;
        sweeper.EndWhenDone();
        time.RunUntil(sweeping, s_limit);
        time.RunOut();

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

    private static async Task AskAsync(SimCluster cluster, Func<IOrderGrain, Task> ask, bool patient)
    {
        while (true)
        {
            try
            {
                await ask(cluster.Clients.GetGrain<IOrderGrain>(ReturnCase.OrderId));
                return;
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                if (!patient)
                    return;
                await cluster.Time.Pause(TimeSpan.FromMilliseconds(200), null);
            }
        }
    }

    private static void Strike(SimCluster cluster, SimSilo silo, Trouble trouble)
    {
        if (trouble == Trouble.FrozenAndGivenUp) // it wakes when its successor is in the middle of the same steps
            silo.FrozenUntil = cluster.Time.Now + TimeSpan.FromMilliseconds(60);
        if (trouble is Trouble.Killed or Trouble.KilledWithLastWords)
            cluster.Kill(silo, lastWordsArrive: trouble == Trouble.KilledWithLastWords);
        else
            cluster.Exclude(silo);
    }
}
