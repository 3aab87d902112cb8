using Commerce.Balances;
using Commerce.Simulator;

namespace Commerce.Concerts;

/// <summary>A customer at the seats who repeats what got no answer, as impatient people do.</summary>
/// <param name="cluster">Where.</param>
/// <param name="customerId">Who.</param>
internal sealed class SeatBuyer(SimCluster cluster, long customerId)
{
    public const long Schedule = 1;
    public const long Price = 600;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>What was told about which reservation.</summary>
    public List<(Guid Reservation, PayReservationStatus Status)> Told { get; } = [];

    public static async Task OpenAsync(IGrainFactory grains, int customers, int seats, long balance)
    {
        for (var customer = 1; customer <= customers; customer++)
            await grains.GetGrain<IBalanceGrain>(customer).Open(new($"customer {customer}", balance, null));
        await grains.GetGrain<ISeatBlockGrain>(Schedule).Define(new(1, new(Schedule, SiloClock.Start.AddDays(1), Price, seats),
            HasQueue: false));
    }

    public async Task<HoldSeatOutcome> HoldAsync(Guid reservation, long seat) => (await PatientlyAsync(() =>
        cluster.Clients.GetGrain<ISeatBlockGrain>(Schedule).Hold(new(reservation, customerId, seat, null, Keyed: true)))).Outcome!;

    /// <summary>Pays under a key, again and again until there is an answer.</summary>
    public async Task<PayReservationStatus> PayAsync(Guid reservation, Guid key)
    {
        var status = (await PatientlyAsync(() => cluster.Clients.GetGrain<IReservationGrain>(reservation).Pay(new(key)))).Outcome!.Status;
        Told.Add((reservation, status));
        return status;
    }

    public Task<CancelReservationStatus> CancelAsync(Guid reservation) =>
        PatientlyAsync(() => cluster.Clients.GetGrain<IReservationGrain>(reservation).Cancel());

    /// <summary>What customers were told is so.</summary>
    public void Check(SeatLedger ledger)
    {
        foreach (var (reservation, status) in Told)
        {
            var paid = ledger.Reservations.TryGetValue(reservation, out var state) && state.Paid is not null;
            if (status is PayReservationStatus.Paid or PayReservationStatus.AlreadyPaid)
                Assert.True(paid, $"Reservation {reservation} was said to be {status}.");
            if (status == PayReservationStatus.Expired)
                Assert.False(paid, $"Reservation {reservation} was said to be over, and is paid.");
        }
    }

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (failure is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                await cluster.Time.Pause(s_pause, null);
            }
        }
    }
}
