using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Simulator;

namespace Commerce.Concerts;

/// <summary>
/// One seat from its hold to its payment, and the worst at every single moment of it: before a message arrives, before a
/// transaction commits, between its commit and its answer.
/// </summary>
public sealed class SeatCrashTests
{
    private const int Seed = 1;

    private static readonly Guid s_first = new(1, 0, 0, new byte[8]);
    private static readonly Guid s_second = new(2, 0, 0, new byte[8]);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_holdFor = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Cases => ["paid", "money short", "paid at the end of the hold", "let go while it is paid",
        "two want it"];

    private enum Trouble
    {
        Killed,
        KilledWithLastWords,
        CutOff,
        FrozenAndGivenUp,
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Seat_TroubleAtEveryMoment_IsSoldWithItsMoneyOrNotAtAll(string name)
    {
        var moments = Run(name, -1, default, default);
        Assert.InRange(moments, 10, 1_000);
        var runs =
            from moment in Enumerable.Range(0, moments + 1)
            from trouble in Enum.GetValues<Trouble>()
            from silos in Enumerable.Range(1, 3)
            select (moment, trouble, silos);
        Parallel.ForEach(runs.ToList(), run =>
        {
            try
            {
                Run(name, run.moment, run.trouble, run.silos);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{name}: {run} fails: {failure.Message}", failure);
            }
        });
    }

    /// <returns>Events from the first request to the last answer.</returns>
    private static int Run(string name, int moment, Trouble trouble, int silos)
    {
        var cluster = new SimCluster(new Random(Seed), silos: 2, new JournalOptions(),
            TimeSpan.Zero)
        { Concerts = new() { HoldFor = s_holdFor } };
        var time = cluster.Time;
        var balance = name == "money short" ? SeatBuyer.Price - 1 : SeatBuyer.Price;
        time.RunUntil(time.Start(() => SeatBuyer.OpenAsync(cluster.Clients, customers: 2, seats: 1, balance)), s_limit);
        SeatBuyer[] buyers = [new(cluster, 1), new(cluster, 2)];

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
        time.RunUntil(time.Start(() => BuyAsync(name, cluster, buyers, calm: moment < 0)), s_limit);
        var moments = time.Events - start;
        sweeper.EndWhenDone();
        time.RunUntil(sweeping, s_limit);
        time.RunOut();

        var ledger = SeatLedger.Check(cluster);
        foreach (var buyer in buyers)
            buyer.Check(ledger);
        return moments;
    }

    private static async Task BuyAsync(string name, SimCluster cluster, SeatBuyer[] buyers, bool calm)
    {
        if (name == "two want it")
        {
            var both = await Task.WhenAll(buyers[0].HoldAsync(s_first, 1), buyers[1].HoldAsync(s_second, 1));
            Assert.InRange(both.Count(outcome => outcome.Status == HoldSeatStatus.Held), 0, 1); // none: the answer may come when it is over
            await Task.WhenAll(buyers[0].PayAsync(s_first, s_first), buyers[1].PayAsync(s_second, s_second));
            return;
        }
        var held = await buyers[0].HoldAsync(s_first, 1);
        Assert.Equal(HoldSeatStatus.Held, held.Status);
        if (name == "paid at the end of the hold")
        {
            // So that the end comes while the payment is on its way to the seats.
            var left = held.Reservation!.ExpiresAt - SiloClock.Start - cluster.Time.Now - TimeSpan.FromMilliseconds(8);
            await cluster.Time.Pause(left > TimeSpan.Zero ? left : TimeSpan.Zero, null);
        }
        if (name == "let go while it is paid")
        {
            await Task.WhenAll(buyers[0].PayAsync(s_first, s_first), buyers[0].CancelAsync(s_first));
            return;
        }
        var told = await buyers[0].PayAsync(s_first, s_first);
        if (calm && name is "paid" or "money short")
            Assert.Equal(name == "paid" ? PayReservationStatus.Paid : PayReservationStatus.BalanceInsufficient, told);
    }

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
            case Trouble.FrozenAndGivenUp:
                silo.FrozenUntil = cluster.Time.Now + TimeSpan.FromMilliseconds(60);
                cluster.Exclude(silo);
                break;
            default:
                cluster.Exclude(silo);
                break;
        }
    }
}
