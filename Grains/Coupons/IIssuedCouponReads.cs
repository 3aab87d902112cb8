namespace Commerce.Coupons;

/// <summary>Reads issued pieces from the read tables; the silo's storage implements it.</summary>
public interface IIssuedCouponReads
{
    /// <summary>Reads a customer's pieces by coupon id.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="afterCouponId">Coupons up to and including this id are skipped.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<IssuedCoupon>> OfCustomerAsync(long customerId, long afterCouponId, int limit);
}
