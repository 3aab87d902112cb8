using System.Collections.Concurrent;
using System.Net;
using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Concerts;

[Collection(ProcessTests.Name)]
public sealed class SeatsKilledTests(StoreFixture stores, ITestOutputHelper output)
{
    private const long Schedule = 77_301;
    private const int Seats = 3_000; // four in five are paid: more than the last kill waits for
    private const int Customers = 60;
    private const long Price = 700;
    private const int Kills = 3;

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Seats_SiloKilledWhileTheyAreSold_AgreeWithTheMoneyAndStayWhoseTheyWere(StoreKind kind)
    {
        var random = new Random(Seeds.Next(output));
        var store = await stores.NewAsync(kind);
        await using var silo = new SiloProcess(
        [
            .. store.Settings, "--Journal:SnapshotEvery=100", "--Demo:Load=false",
            "--Concerts:MaxHolds=100", "--Concerts:HoldFor=01:00:00", "--Concerts:MaxHoldTime=02:00:00",
        ]);
        await silo.StartAsync();
        var (shop, seats) = (new ShopClient(silo.Http), new SeatClient(silo.Http));
        for (var customer = 1; customer <= Customers; customer++)
            await shop.PutCustomerAsync(customer, openingBalance: 1_000_000);
        await seats.PutAsync(Schedule, Price, Seats);

        var (held, paid) = (new ConcurrentDictionary<int, Guid>(), new ConcurrentDictionary<int, Guid>());
        var selling = SellAsync(seats, random.Next(), held, paid);
        for (var kill = 1; kill <= Kills; kill++)
        {
            var after = (kill - 1) * 700 + random.Next(100, 500);
            await Eventually.HoldsAsync($"{after} seats sold", () => Task.FromResult(paid.Count >= after));
            await silo.KillAsync();
            var open = await store.CountAsync("SELECT COUNT(*) FROM open_work");
            output.WriteLine($"Kill {kill} after {held.Count} holds and {paid.Count} payments, {open} under way.");
            await silo.StartAsync();
        }
        await selling;

        await Eventually.HoldsAsync("every payment to end", async () => await store.CountAsync("SELECT COUNT(*) FROM open_work") == 0);
        var map = await seats.MapAsync(Schedule);
        Assert.All(paid.Keys, seat => Assert.Equal('S', map[seat - 1]));
        Assert.All(held.Keys.Except(paid.Keys), seat => Assert.Equal('H', map[seat - 1]));
        Assert.Equal(paid.Count, map.Count(letter => letter == 'S'));
        await store.OutboxDrainedAsync();
        await silo.KillAsync();
        await silo.StartAsync();
        Assert.Equal(map, await seats.MapAsync(Schedule));
        foreach (var (seat, reservation) in held.Take(50))
            Assert.Equal(paid.ContainsKey(seat) ? "PAID" : "HELD", await seats.StatusAsync(reservation));

        await silo.KillAsync();
        var verified = await SiloProgram.RunAsync(silo.Directory, ["verify", .. store.Settings]);
        Assert.True(verified.ExitCode == 0, verified.Output);
        Assert.Contains("every paid reservation has its seat", verified.Output, StringComparison.Ordinal);
    }

    /// <summary>Every seat is wanted by two customers at once; most of those who get one pay.</summary>
    private static Task SellAsync(SeatClient seats, int seed, ConcurrentDictionary<int, Guid> held, ConcurrentDictionary<int, Guid> paid)
    {
        var wanted = new ConcurrentQueue<int>(Enumerable.Range(1, Seats));
        return Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            var random = new Random(seed + client);
            while (wanted.TryDequeue(out var seat))
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ReserveAsync(seats, random.Next(1, Customers + 1),
                    seat)));
                var got = Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
                Assert.Equal("SEAT_TAKEN", answers.Single(answer => answer != got).Code);
                held[seat] = got.ReservationId;
                if (random.Next(5) == 0)
                    continue;
                var key = Guid.NewGuid().ToString("N");
                var answer = await AnsweredAsync(() => seats.PayAsync(got.ReservationId, key));
                Assert.Equal(HttpStatusCode.Created, answer.Status);
                paid[seat] = got.ReservationId;
            }
        })));
    }

    private static Task<SeatAnswer> ReserveAsync(SeatClient seats, long customer, int seat)
    {
        var key = Guid.NewGuid().ToString("N");
        return AnsweredAsync(() => seats.ReserveAsync(customer, Schedule, seat, key));
    }

    // Whoever gets no answer asks again under the same key, and gets the answer there is.
    private static async Task<SeatAnswer> AnsweredAsync(Func<Task<SeatAnswer>> ask)
    {
        SeatAnswer? answer = null;
        await Eventually.HoldsAsync("an answer", async () =>
        {
            try
            {
                answer = await ask();
                return answer.Status != HttpStatusCode.ServiceUnavailable;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return answer!;
    }
}
