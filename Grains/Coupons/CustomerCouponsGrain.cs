using Commerce.Journaling;
using Orleans.Concurrency;

namespace Commerce.Coupons;

/// <summary>A customer's coupons. Holds no state, so every silo answers from its own activations.</summary>
[StatelessWorker, Reentrant]
internal sealed class CustomerCouponsGrain(IIssuedCouponReads reads, IReadProgress progress, TimeProvider clock)
    : Grain, ICustomerCouponsGrain
{
    private AbsentEnd? _absent;

    public async Task<Page<IssuedCoupon>?> List(int limit, long afterCouponId)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        Require.Range(afterCouponId, 0, IdBounds.Max, "after");
        try
        {
            var asOf = await progress.AsOfAsync(); // before the tables are read
            var found = await reads.OfCustomerAsync(this.GetPrimaryKeyLong(), afterCouponId, limit + 1);
            // Coupons are issued to customers nobody else knows, and this is late: that there is none here says nothing of a customer.
            if (found.Count == 0)
                (_absent ??= new(clock, () => true, DeactivateOnIdle)).Asked();
            return Paging.Page(found, limit, piece => piece.CouponId, asOf);
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
    }
}
