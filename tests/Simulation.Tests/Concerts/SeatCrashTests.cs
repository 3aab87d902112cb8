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
    private static readonly TimeSpan s_holdFor = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Cases => ["paid", "money short", "paid at the end of the hold", "let go while it is paid",
        "two want it"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Seat_TroubleAtEveryMoment_IsSoldWithItsMoneyOrNotAtAll(string name)
    {
        var moments = Run(name, TroubleAt.Never);
        Assert.InRange(moments, 10, 1_000);
        CrashRuns.Try(name, TroubleAt.Each(moments), trouble => Run(name, trouble));
    }

    /// <returns>Events from the first request to the last answer.</returns>
    private static int Run(string name, TroubleAt trouble)
    {
        var cluster = new SimCluster(new Random(Seed), silos: 2, new JournalOptions(),
            TimeSpan.Zero)
        { Concerts = new() { HoldFor = s_holdFor } };
        var balance = name == "money short" ? SeatBuyer.Price - 1 : SeatBuyer.Price;
        CrashRuns.Prepare(cluster, () => SeatBuyer.OpenAsync(cluster.Clients, customers: 2, seats: 1, balance));
        SeatBuyer[] buyers = [new(cluster, 1), new(cluster, 2)];

        var moments = CrashRuns.Run(cluster, trouble, () => BuyAsync(name, cluster, buyers, calm: trouble.Moment <= 0));

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
}
