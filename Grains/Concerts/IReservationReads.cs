using Commerce.Orders;

namespace Commerce.Concerts;

/// <summary>Reads reservations from the read tables; the silo's storage implements it.</summary>
public interface IReservationReads
{
    /// <summary>Reads a customer's reservations, the latest first, with the status that their last event gave them.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="before">Reservations from this place on are skipped; <see langword="null"/> starts with the latest.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<Reservation>> OfCustomerAsync(long customerId, OrderCursor? before, int limit);
}
