using Commerce.Balances;
using Commerce.Journaling;
using Commerce.Orders;
using Orleans.Concurrency;

namespace Commerce.Concerts;

/// <summary>A customer's reservations. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker, Reentrant]
internal sealed class CustomerReservationsGrain(IReservationReads reads, IReadProgress progress, IGrainFactory grains, TimeProvider clock)
    : Grain, ICustomerReservationsGrain
{
    private AbsentEnd? _absent;

    public async Task<Page<Reservation>?> List(int limit, string? after)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        OrderCursor? before = after is null ? null
            : OrderCursor.TryParse(after, out var cursor) ? cursor
            : throw new OutOfBoundsException("after", "after must be the next of an earlier page.");
        var customerId = this.GetPrimaryKeyLong();
        try
        {
            var asOf = await progress.AsOfAsync(); // before the tables are read
            var found = await reads.OfCustomerAsync(customerId, before, limit + 1);
            if (found.Count > 0 || await grains.Grain<IBalanceGrain>(customerId).Get() is not null)
            {
                return Paging.Page([.. found.Select(AtThisMoment)], limit,
                    reservation => new OrderCursor(reservation.HeldAt.ToUnixTimeMilliseconds(), reservation.ReservationId), asOf);
            }
            (_absent ??= new(clock, () => true, DeactivateOnIdle)).Asked();
            return null;
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
    }

    // No event records that a hold's time is up: its end is compared with the clock.
    private Reservation AtThisMoment(Reservation reservation) =>
        reservation.Status == ReservationStatus.Held && reservation.ExpiresAt <= clock.GetUtcNow()
            ? reservation with { Status = ReservationStatus.Expired }
            : reservation;
}
