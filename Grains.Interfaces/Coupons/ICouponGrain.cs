namespace Commerce.Coupons;

/// <summary>
/// One coupon campaign: its terms, how many pieces were issued, and to whom. The key is the coupon id, 1 to 2^53 - 1.
/// Every answer is durable before it is given.
/// </summary>
[Alias("commerce.ICouponGrain")]
public interface ICouponGrain : IGrainWithIntegerKey
{
    /// <summary>Creates the campaign or changes its terms. Never takes back a piece that was issued.</summary>
    /// <param name="command">The terms.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Define")]
    Task<Reply<DefineCouponOutcome>> Define(DefineCoupon command);

    /// <summary>Takes the campaign's code from it, so that another campaign can have it, unless a piece was issued under it.</summary>
    /// <param name="command">The command.</param>
    /// <returns>Updated, Unchanged (it had none), CodeFixed or NotFound.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    [Alias("ReleaseCode")]
    Task<Reply<DefineCouponOutcome>> ReleaseCode(ReleaseCouponCode command);

    /// <summary>
    /// Takes the queue from before the campaign. The queue itself stays, for those who wait in it; it is shut, and nobody asks it any
    /// more.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <returns>Updated, Unchanged (it had none) or NotFound.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    [Alias("RemoveQueue")]
    Task<Reply<DefineCouponOutcome>> RemoveQueue(RemoveCouponQueue command);

    /// <summary>Whether the campaign has the code, or is about to.</summary>
    /// <param name="code">The code.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    [Alias("KeepsCode")]
    Task<bool> KeepsCode(string code);

    /// <summary>Answers a request that was decided earlier under its command id; decides nothing.</summary>
    /// <param name="command">The request.</param>
    /// <returns>The answer, or <see langword="null"/> when the request was not decided or shows another code.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    [Alias("RecallIssue")]
    Task<Reply<IssueCouponOutcome>?> RecallIssue(IssueCoupon command);

    /// <summary>Issues one piece to a customer; first come, first served, one piece each.</summary>
    /// <param name="command">Who asks.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Issue")]
    Task<Reply<IssueCouponOutcome>> Issue(IssueCoupon command);

    /// <summary>Issues pieces to customers in the given order, as if each had asked alone.</summary>
    /// <param name="commands">Who asks; 1 to <see cref="CommandBounds.MaxTogether"/>. When one of them is out of bounds, none is
    /// taken.</param>
    /// <returns>The answers in the same order. Those missing at the end were not taken, and had no effect.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("IssueAll")]
    Task<Reply<IssueCouponOutcome>[]> IssueAll(IssueCoupon[] commands);

    /// <summary>Reserves a customer's piece for an order and tells the discount it gives.</summary>
    /// <param name="command">The holder and the order.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Redeem")]
    Task<Reply<RedeemCouponOutcome>> Redeem(RedeemCoupon command);

    /// <summary>Gives a piece back that an order had reserved. Restoring what is not reserved changes nothing.</summary>
    /// <param name="command">The holder and the order.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Restore")]
    Task<Reply<RestoreCouponOutcome>> Restore(RestoreCoupon command);

    /// <summary>Reads the campaign.</summary>
    /// <returns>The campaign, or <see langword="null"/> when it was never defined.</returns>
    [Alias("Get")]
    Task<CouponCampaign?> Get();

    /// <summary>Reads one customer's piece.</summary>
    /// <param name="customerId">The customer.</param>
    /// <returns>The piece, or <see langword="null"/> when the customer holds none.</returns>
    [Alias("GetHolding")]
    Task<CouponHolding?> GetHolding(long customerId);

    /// <summary>Gives a lease of the campaign while it issues nothing: sold out, paused, not open yet or over.</summary>
    /// <returns>
    /// The lease; <see langword="null"/> when the campaign issues pieces, does not exist, or waits for leases to end before it changes.
    /// </returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    [Alias("Lease")]
    Task<CouponLease?> Lease();

    /// <summary>Reads who holds pieces, in the order of issue.</summary>
    /// <param name="after">How many are passed over; 0 to <see cref="CouponBounds.MaxQuantity"/>.</param>
    /// <returns>The next ones, at most <see cref="CouponBounds.MaxHoldersTogether"/>; none behind the last.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds.</exception>
    [Alias("GetHolders")]
    Task<long[]> GetHolders(int after);
}

/// <summary>
/// Tells which campaign claimed a coupon code, such as <c>COUPON2025</c>, last. The key is the code. The campaign itself says
/// whether it has the code: a claim alone has no effect, and is anybody's again when nothing came of it.
/// </summary>
[Alias("commerce.ICouponCodeGrain")]
public interface ICouponCodeGrain : IGrainWithStringKey
{
    /// <summary>Claims the code for a campaign, unless another one has it.</summary>
    /// <param name="couponId">The campaign.</param>
    /// <returns>The campaign that has the code now: <paramref name="couponId"/>, or the one that keeps it.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Assign")]
    Task<long> Assign(long couponId);

    /// <summary>Reads which campaign claimed the code last.</summary>
    /// <returns>The coupon id, or <see langword="null"/> when nobody ever did.</returns>
    [Alias("Get")]
    Task<long?> Get();
}

/// <summary>
/// Reads a customer's coupons from the read tables, which follow the journal within moments. The key is the customer id.
/// </summary>
[Alias("commerce.ICustomerCouponsGrain")]
public interface ICustomerCouponsGrain : IGrainWithIntegerKey
{
    /// <summary>Reads a page of the customer's coupons, ordered by coupon id.</summary>
    /// <param name="limit">Items per page, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <param name="afterCouponId">The last coupon id of the page before; 0 for the first page.</param>
    /// <returns>The page; empty for a customer nobody knows. <see langword="null"/> from earlier releases only, for such a one.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("List")]
    Task<Page<IssuedCoupon>?> List(int limit, long afterCouponId);
}
