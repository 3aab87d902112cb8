using Orleans.Concurrency;

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

/// <summary>A customer's coupons. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker]
internal sealed class CustomerCouponsGrain(IIssuedCouponReads reads) : Grain, ICustomerCouponsGrain
{
    public async Task<Page<IssuedCoupon>> List(int limit, long afterCouponId)
    {
        IReadOnlyList<IssuedCoupon> found;
        try
        {
            // One more than asked for tells whether there is a next page.
            found = await reads.OfCustomerAsync(this.GetPrimaryKeyLong(), afterCouponId, limit + 1);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or TimeoutException)
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
        return found.Count <= limit
            ? new(found, null)
            : new([.. found.Take(limit)], found[limit - 1].CouponId.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
