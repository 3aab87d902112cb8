using Commerce.Journaling;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>
/// One payment of each kind, and the worst at every single moment of it: before a message arrives, before a transaction
/// commits, between its commit and its answer, before the answer reaches the saga or the client.
/// </summary>
public sealed class PaymentCrashTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
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

    /// <summary>What goes wrong, for which of the two silos, and for transactions that are under way.</summary>
    private enum Trouble
    {
        Killed,
        KilledWithLastWords,
        CutOff,
        FrozenAndGivenUp,
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Payment_TroubleAtEveryMoment_EndsAsItWouldHave(string name, bool sideBySide)
    {
        var payment = PaymentCase.All[name];
        // Whether the grains are apart is the seed's choice.
        var (seed, moments) = Enumerable.Range(1, 100).Select(seed => (seed, Run: Run(payment, seed, -1, default, default, patient: true)))
            .Where(run => run.Run.SideBySide == sideBySide).Select(run => (run.seed, run.Run.Moments)).First();
        Assert.InRange(moments, 10, 1_000);

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
                Run(payment, seed, run.moment, run.trouble, run.silos, run.patient);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{name}: {run} fails: {failure.Message}", failure);
            }
        });
    }

    /// <returns>Events from the payment's request to its answer, and whether its steps were asked for at once.</returns>
    private static (int Moments, bool SideBySide) Run(
        PaymentCase payment, int seed, int moment, Trouble trouble, int silos, bool patient)
    {
        var cluster = new SimCluster(new Random(seed), silos: 2, new JournalOptions { Lanes = patient ? 2 : 1 }, TimeSpan.Zero);
        var time = cluster.Time;
        time.RunUntil(time.Start(() => payment.Shop.OpenAsync(cluster.Clients)), s_limit);
        time.RunUntil(time.Start(() => payment.PrepareAsync(cluster.Clients)), s_limit);

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
        var answered = PayAsync(cluster, payment, patient);
        time.RunUntil(answered, s_limit);
        var moments = time.Events - start;
        sweeper.EndWhenDone();
        time.RunUntil(sweeping, s_limit);
        time.RunOut();

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

    private static Task PayAsync(SimCluster cluster, PaymentCase payment, bool patient) => cluster.Time.Start(async () =>
    {
        while (true)
        {
            try
            {
                var reply = await cluster.Clients.GetGrain<IOrderGrain>(PaymentCase.OrderId).Pay(new(new Guid(9, 0, 0, new byte[8])));
                Assert.Equal(payment.Outcome, reply.Outcome!.Status);
                return;
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                if (!patient)
                    return;
                await cluster.Time.Pause(TimeSpan.FromMilliseconds(200), null);
            }
        }
    });

    private static void Strike(SimCluster cluster, SimSilo silo, Trouble trouble)
    {
        switch (trouble)
        {
            case Trouble.Killed:
                cluster.Kill(silo, lastWordsArrive: false);
                break;
            case Trouble.KilledWithLastWords:
                cluster.Kill(silo, lastWordsArrive: true);
                break;
            case Trouble.FrozenAndGivenUp: // it wakes when its successor is in the middle of the same payment
                silo.FrozenUntil = cluster.Time.Now + TimeSpan.FromMilliseconds(60);
                cluster.Exclude(silo);
                break;
            default:
                cluster.Exclude(silo);
                break;
        }
    }
}
