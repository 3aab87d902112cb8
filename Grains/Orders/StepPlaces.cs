using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>Where the steps of a payment are done, seen from its order's silo.</summary>
internal static class StepPlaces
{
    /// <summary>
    /// Whether more than one stage is done in other silos: one after the other, each of them is a wait of its own. A grain that is not
    /// active yet counts as elsewhere; if the look is wrong, the payment only takes longer.
    /// </summary>
    /// <param name="here">The grains of this silo.</param>
    /// <param name="grains">The way to the others.</param>
    /// <param name="order">What is paid for.</param>
    public static bool AreApart(EarlyAnswers here, IGrainFactory grains, OrderPlaced order)
    {
        bool[] elsewhere =
        [
            order.Lines.Any(line => !here.Has(grains.Grain<IProductGrain>(line.ProductId))),
            order.CouponId is { } couponId && !here.Has(grains.Grain<ICouponGrain>(couponId)),
            order.TotalAmount > order.DiscountAmount && !here.Has(grains.Grain<IBalanceGrain>(order.CustomerId)),
        ];
        return elsewhere.Count(stage => stage) > 1;
    }
}
