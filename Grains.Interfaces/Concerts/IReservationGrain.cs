namespace Commerce.Concerts;

/// <summary>One reservation of a seat: what was held, and its payment. The key is its id.</summary>
[Alias("commerce.IReservationGrain")]
public interface IReservationGrain : IGrainWithGuidKey
{
    /// <summary>Opens the reservation of a seat that is held for it. The same again changes nothing.</summary>
    /// <param name="command">What is held.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Open")]
    Task<Reply<OpenReservationOutcome>> Open(OpenReservation command);

    /// <summary>
    /// Pays for the seat. While a payment is under way, others join it and get its result. One that was refused for want of money
    /// can be made again while the seat is held.
    /// </summary>
    /// <param name="command">The request.</param>
    /// <exception cref="CommerceUnavailableException">
    /// The payment could not be finished now; it is finished by itself as soon as it can be.
    /// </exception>
    [Alias("Pay")]
    Task<Reply<PayReservationOutcome>> Pay(PayReservation command);

    /// <summary>Lets the seat go. A payment under way is waited for. Doing it twice, or too late, changes nothing.</summary>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    [Alias("Cancel")]
    Task<CancelReservationStatus> Cancel();

    /// <summary>As the other, for a customer: another's reservation is not found.</summary>
    /// <param name="customerId">The customer who asks.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    [Alias("CancelFor")]
    Task<CancelReservationStatus> CancelFor(long customerId);

    /// <summary>Finishes a payment that was cut short. Does nothing when there is none.</summary>
    /// <exception cref="CommerceUnavailableException">It could not be finished now either.</exception>
    [Alias("Resume")]
    Task Resume();

    /// <summary>Reads the reservation.</summary>
    /// <returns>The reservation, or <see langword="null"/> when there is none.</returns>
    [Alias("Get")]
    Task<Reservation?> Get();
}

/// <summary>Reads a customer's reservations from the read tables, which follow within moments. The key is the customer id.</summary>
[Alias("commerce.ICustomerReservationsGrain")]
public interface ICustomerReservationsGrain : IGrainWithIntegerKey
{
    /// <summary>Reads a page of the customer's reservations, the latest first.</summary>
    /// <param name="limit">Reservations per page, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <param name="after">The <see cref="Page{TItem}.Next"/> of the page before; <see langword="null"/> for the first page.</param>
    /// <returns>The page, or <see langword="null"/> when the customer is not known.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("List")]
    Task<Page<Reservation>?> List(int limit, string? after);
}
