using Commerce.Balances;
using Commerce.Testing;

namespace Commerce.Concerts;

/// <summary>Seats in a cluster of silos, on every dialect.</summary>
public abstract class SeatClusterConformance
{
    private const long Schedule = 8_101;
    private const long Price = 500;
    private const int Customers = 40;

    protected abstract Task<TestStorage> NewStorageAsync();

    [ConformanceFact]
    public async Task Seats_TheirSiloKilled_StayTheirHoldersAndCanBePaid()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        var block = await OpenAsync(cluster, Customers);
        var held = await Task.WhenAll(Enumerable.Range(1, Customers).Select(customer => HoldAsync(block, customer, customer)));
        await Task.WhenAll(held.Take(10).Select(reservation => PayAsync(cluster.Client, reservation.ReservationId)));

        await cluster.KillAsync(await cluster.SiloOfAsync(block));

        var map = await AskedAgainAsync(() => block.GetMap(null));
        Assert.Equal(new string('S', 10) + new string('H', Customers - 10), map!.Statuses);
        Assert.Equal(HoldSeatStatus.SeatTaken, (await AskedAgainAsync(() => block.Hold(Command(Customers, 11)))).Outcome!.Status);
        var paid = await Task.WhenAll(held.Skip(10).Select(reservation => AskedAgainAsync(() => PayAsync(cluster.Client,
            reservation.ReservationId))));
        Assert.All(paid, status => Assert.True(status is PayReservationStatus.Paid or PayReservationStatus.AlreadyPaid));
        Assert.Equal(new string('S', Customers), (await block.GetMap(null))!.Statuses);
        foreach (var customer in Enumerable.Range(1, Customers))
            Assert.Equal(Price, (await cluster.Client.GetGrain<IBalanceGrain>(customer).Get())!.Balance);
    }

    /// <summary>Two activations of one block: the store takes one's decisions, and no seat is two customers'.</summary>
    [ConformanceFact]
    public async Task Seats_ActiveInTwoClusters_AreEachOneCustomers()
    {
        using var storage = await NewStorageAsync();
        await using var left = await CommerceCluster.StartAsync(1, storage);
        await using var right = await CommerceCluster.StartAsync(1, storage);
        await OpenAsync(left, seats: 20);
        Assert.NotNull(await right.Client.GetGrain<ISeatBlockGrain>(Schedule).GetMap(null));

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).SelectMany(seat => new[] { left, right }.Select(async (half, i) =>
        {
            var command = Command(customer: i * 20 + seat, seat);
            var reply = await AskedAgainAsync(() => half.Client.GetGrain<ISeatBlockGrain>(Schedule).Hold(command));
            return (Seat: seat, reply.Outcome!.Status);
        })));

        Assert.All(answers.GroupBy(answer => answer.Seat), seat => Assert.Single(seat, answer => answer.Status == HoldSeatStatus.Held));
        Assert.All(answers, answer => Assert.True(answer.Status is HoldSeatStatus.Held or HoldSeatStatus.SeatTaken));
    }

    [ConformanceFact]
    public async Task Block_OfTenThousand_ComesBackFromItsSnapshotPageByPage()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, ("Journal:SnapshotOnDeactivation", "1"));
        var block = await OpenAsync(cluster, seats: 10_000);
        foreach (var seat in new[] { 1, 1_024, 1_025, 10_000 })
            await HoldAsync(block, customer: seat % Customers + 1, seat);
        var before = await block.GetMap(null);

        await CommerceCluster.DeactivateAsync(block);

        var after = await AskedAgainAsync(() => block.GetMap(null));
        Assert.Equal(before, after);
        Assert.Equal(4, after!.Held);
    }

    private static async Task<ISeatBlockGrain> OpenAsync(CommerceCluster cluster, int seats)
    {
        await Task.WhenAll(Enumerable.Range(1, Customers).Select(customer =>
            cluster.Client.GetGrain<IBalanceGrain>(customer).Open(new($"customer {customer}", 2 * Price, null))));
        var concert = cluster.Client.GetGrain<IConcertGrain>(7_101);
        var defined = await concert.Define(new("Concert", [new(Schedule, DateTimeOffset.UtcNow.AddDays(1), Price, seats)], null, null));
        Assert.Equal(DefineConcertStatus.Created, defined.Outcome!.Status);
        return cluster.Client.GetGrain<ISeatBlockGrain>(Schedule);
    }

    private static HoldSeat Command(long customer, long seat) => new(Guid.NewGuid(), customer, seat, null, Keyed: true);

    private static async Task<Reservation> HoldAsync(ISeatBlockGrain block, long customer, long seat) =>
        (await block.Hold(Command(customer, seat))).Outcome!.Reservation!;

    private static async Task<PayReservationStatus> PayAsync(IGrainFactory grains, Guid reservation) =>
        (await grains.GetGrain<IReservationGrain>(reservation).Pay(new(null))).Outcome!.Status;

    // What a lost silo or a second activation leaves to be asked again.
    private static async Task<T> AskedAgainAsync<T>(Func<Task<T>> ask)
    {
        T answer = default!;
        await Eventually.HoldsAsync("an answer", async () =>
        {
            try
            {
                answer = await ask();
                return true;
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                return false;
            }
        });
        return answer;
    }
}

public sealed class SqliteSeatClusterTests : SeatClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbSeatClusterTests : SeatClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}
