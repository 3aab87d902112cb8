namespace Commerce.Orders;

/// <summary>
/// One order with the prices of its placement, and its payment: a saga over stock, coupon and balance that ends paid or
/// fully compensated. The key is the order id.
/// </summary>
[Alias("commerce.IOrderGrain")]
public interface IOrderGrain : IGrainWithGuidKey
{
    /// <summary>Places the order at the prices of this moment.</summary>
    /// <param name="command">Who orders what.</param>
    /// <exception cref="CommerceUnavailableException">Something the answer rests on is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Place")]
    Task<Reply<PlaceOrderOutcome>> Place(PlaceOrder command);

    /// <summary>
    /// Pays the order. While a payment is under way, others join it and get its result. A rejected order can be paid again.
    /// </summary>
    /// <param name="command">The request.</param>
    /// <exception cref="CommerceUnavailableException">
    /// The payment could not be finished now; it is finished by itself as soon as it can be.
    /// </exception>
    [Alias("Pay")]
    Task<Reply<PayOrderOutcome>> Pay(PayOrder command);

    /// <summary>Places the order and pays it, in one call.</summary>
    /// <param name="command">Who orders what.</param>
    /// <exception cref="CommerceUnavailableException">As for placing and paying.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("PlaceAndPay")]
    Task<Reply<PlaceAndPayOutcome>> PlaceAndPay(PlaceOrder command);

    /// <summary>
    /// Cancels the order: nobody can pay it any more, and what was paid is given back. One that is being paid waits for that end.
    /// Cancelling again gives the same answer.
    /// </summary>
    /// <param name="command">The request.</param>
    /// <exception cref="CommerceUnavailableException">
    /// It could not be finished now; once decided, it is finished by itself as soon as it can be.
    /// </exception>
    [Alias("Cancel")]
    Task<Reply<CancelOrderOutcome>> Cancel(CancelOrder command);

    /// <summary>Gives back the money of some pieces of a paid order, and the pieces themselves when asked to.</summary>
    /// <param name="command">Which pieces, and why.</param>
    /// <exception cref="CommerceUnavailableException">As for cancelling.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Refund")]
    Task<Reply<RefundOrderOutcome>> Refund(RefundOrder command);

    /// <summary>Finishes what was cut short: a payment, or giving back. Does nothing when there is none.</summary>
    /// <exception cref="CommerceUnavailableException">It could not be finished now either.</exception>
    [Alias("Resume")]
    Task Resume();

    /// <summary>Reads the order.</summary>
    /// <returns>The order, or <see langword="null"/> when there is none.</returns>
    [Alias("Get")]
    Task<Order?> Get();
}

/// <summary>Reads a customer's orders from the read tables, which follow within moments. The key is the customer id.</summary>
[Alias("commerce.ICustomerOrdersGrain")]
public interface ICustomerOrdersGrain : IGrainWithIntegerKey
{
    /// <summary>Reads a page of the customer's orders, the latest first.</summary>
    /// <param name="limit">Orders per page, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <param name="after">The <see cref="Page{TItem}.Next"/> of the page before; <see langword="null"/> for the first page.</param>
    /// <returns>The page, or <see langword="null"/> when the customer is not known.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("List")]
    Task<Page<OrderSummary>?> List(int limit, string? after);
}
