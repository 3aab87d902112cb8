using Commerce.Balances;
using Commerce.Journaling;
using Orleans.Concurrency;

namespace Commerce.Coupons;

/// <summary>A customer's coupons. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker, Reentrant]
internal sealed class CustomerCouponsGrain(IIssuedCouponReads reads, IGrainFactory grains, TimeProvider clock)
    : Grain, ICustomerCouponsGrain
{
    private AbsentEnd? _absent;

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
        // Coupons are also issued to customers without an account: a customer who holds one counts as known.
        if (found.Count > 0 || await grains.Grain<IBalanceGrain>(customerId).Get() is not null)
            return Paging.Page(found, limit, piece => piece.CouponId);
        (_absent ??= new(clock, () => true, DeactivateOnIdle)).Asked();
        return null;
    }
}
