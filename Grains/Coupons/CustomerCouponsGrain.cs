using Commerce.Balances;
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
internal sealed class CustomerCouponsGrain(IIssuedCouponReads reads, IGrainFactory grains) : Grain, ICustomerCouponsGrain
{
    public async Task<Page<IssuedCoupon>?> List(int limit, long afterCouponId)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        Require.Range(afterCouponId, 0, IdBounds.Max, "after");
        var customerId = this.GetPrimaryKeyLong();
        IReadOnlyList<IssuedCoupon> found;
        try
        {
            found = await reads.OfCustomerAsync(customerId, afterCouponId, limit + 1);
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
        // Coupons are issued to customers nobody else knows, so whoever holds one exists.
        return found.Count == 0 && await grains.Grain<IBalanceGrain>(customerId).Get() is null
            ? null
            : Paging.Page(found, limit, piece => piece.CouponId);
    }
}
