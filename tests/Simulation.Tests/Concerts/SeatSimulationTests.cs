using System.Collections.Concurrent;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Simulator;
using Xunit.Abstractions;

namespace Commerce.Concerts;

/// <summary>Many days on which a few customers fight over two seats while anything fails, on silos whose clocks disagree by
/// seconds.</summary>
public sealed class SeatSimulationTests(ITestOutputHelper output)
{
    private const int Days = 1_000;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan s_troubleLasts = TimeSpan.FromSeconds(12);

    [Fact]
    public void Days_WithEveryTrouble_SellASeatOnceAndForItsMoney()
    {
        var (told, failures) = (new ConcurrentBag<PayReservationStatus>(), new ConcurrentQueue<(int Seed, Exception Failure)>());
        int[] seeds = int.TryParse(Environment.GetEnvironmentVariable("COMMERCE_TEST_SEED"),
            out var one) ? [one] : [.. Enumerable.Range(0, Days)];
        Parallel.ForEach(seeds, seed =>
        {
            try
            {
                foreach (var status in Day(seed))
                    told.Add(status);
            }
            catch (Exception failure)
            {
                failures.Enqueue((seed, failure));
            }
        });

        foreach (var (seed, failure) in failures)
            output.WriteLine($"COMMERCE_TEST_SEED={seed}: {failure}");
        output.WriteLine(string.Join(", ", told.CountBy(status => status)));
        Assert.True(failures.IsEmpty, $"Seeds {string.Join(", ", failures.Select(failure => failure.Seed))} fail.");
        if (seeds.Length == 1)
            return;
        // A simulation that never gets to a place says nothing about it.
        foreach (var status in new[] { PayReservationStatus.Paid, PayReservationStatus.Expired, PayReservationStatus.BalanceInsufficient })
            Assert.Contains(status, told);
    }

    private static IEnumerable<PayReservationStatus> Day(int seed)
    {
        var random = new Random(seed);
        var cluster = new SimCluster(random, silos: random.Next(1, 4), NewOptions(random), clockError: TimeSpan.FromSeconds(2))
        {
            Concerts = new()
            {
                HoldFor = TimeSpan.FromSeconds(random.Next(1, 8)),
                MaxHolds = random.Next(1, 3),
                MaxHoldTime = TimeSpan.FromSeconds(20)
            },
        };
        var time = cluster.Time;
        time.RunUntil(time.Start(() => SeatBuyer.OpenAsync(cluster.Clients, customers: 3, seats: 2, random.Next(3) * SeatBuyer.Price)),
            s_limit);

        var chance = random.NextDouble() * 0.03;
        cluster.Faults = new Faults(Lost: chance, Late: chance * 2, Twice: chance * 4, Refused: chance, Unknown: chance, Unread: chance);
        var buyers = Enumerable.Range(1, 3).Select(customer => new SeatBuyer(cluster, customer)).ToList();
        var buying = buyers.Select(buyer => time.Start(() => BuyAsync(cluster, random, buyer))).ToList();
        var sweeper = new Sweeper(cluster);
        var sweeping = time.Start(sweeper.RunAsync);
        for (var left = random.Next(0, 5); left > 0; left--)
            time.After(random.NextDouble() * s_troubleLasts, null, () => Disaster(cluster, random));
        time.After(s_troubleLasts, null, () => cluster.Faults = Faults.None);

        time.RunUntil(Task.WhenAll(buying), s_limit);
        sweeper.EndWhenDone();
        time.RunUntil(sweeping, s_limit);
        time.RunOut();
        time.RunUntil(time.Start(sweeper.RunAsync), s_limit);
        time.RunOut();

        var ledger = SeatLedger.Check(cluster);
        foreach (var buyer in buyers)
            buyer.Check(ledger);
        return buyers.SelectMany(buyer => buyer.Told.Select(told => told.Status));
    }

    private static async Task BuyAsync(SimCluster cluster, Random random, SeatBuyer buyer)
    {
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            await PauseAsync(3_000);
            var reservation = NewId();
            if ((await buyer.HoldAsync(reservation, random.Next(1, 3))).Status != HoldSeatStatus.Held)
                continue;
            await PauseAsync(6_000);
            var pays = Enumerable.Range(0, random.Next(0, 3)).Select(_ => (Task)buyer.PayAsync(reservation, NewId())).ToList();
            if (random.Next(4) == 0)
                pays.Add(buyer.CancelAsync(reservation));
            await Task.WhenAll(pays);
        }

        Task PauseAsync(int atMost) => cluster.Time.Pause(TimeSpan.FromMilliseconds(random.Next(atMost)), null);

        Guid NewId()
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new(bytes);
        }
    }

    private static void Disaster(SimCluster cluster, Random random)
    {
        var silo = cluster.Silos[random.Next(cluster.Silos.Count)];
        switch (random.Next(3))
        {
            case 0:
                silo.FrozenUntil = cluster.Time.Now + TimeSpan.FromMilliseconds(random.Next(100, 20_000));
                cluster.Time.After(TimeSpan.FromMilliseconds(random.Next(1, 5_000)), null, () => cluster.Exclude(silo));
                break;
            case 1:
                cluster.Exclude(silo);
                cluster.Time.After(TimeSpan.FromMilliseconds(random.Next(100, 20_000)), null, () => cluster.Kill(silo,
                    lastWordsArrive: true));
                break;
            default:
                cluster.Kill(silo, lastWordsArrive: random.Next(2) == 0);
                break;
        }
    }

    private static JournalOptions NewOptions(Random random) => new()
    {
        SnapshotEvery = random.Next(2) == 0 ? random.Next(1, 10) : 2_000,
        SnapshotOnDeactivation = random.Next(1, 10),
    };
}
