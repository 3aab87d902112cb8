using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Simulator;

namespace Commerce.Orders;

/// <summary>What there is to buy, and with what: little enough of everything that orders get into each other's way.</summary>
/// <param name="Balances">Opening balances of customers 1, 2, ...</param>
/// <param name="Products">Products 1, 2, ...; each with options 1, 2, ... times ten and the product.</param>
/// <param name="Coupons">Campaigns 1, 2, ...</param>
internal sealed record Shop(
    IReadOnlyList<long> Balances, IReadOnlyList<DefineProduct> Products, IReadOnlyList<(DefineCoupon Terms, long[] Holders)> Coupons)
{
    public static DefineProduct Product(long productId, long price, params ReadOnlySpan<long> supplies)
    {
        var options = new List<OptionDefinition>();
        foreach (var supply in supplies)
            options.Add(new(productId * 10 + options.Count + 1, $"Option {options.Count + 1}", options.Count * 500, supply));
        return new($"Product {productId}", price, options, null);
    }

    public static DefineCoupon Coupon(DiscountType type, long amount, TimeSpan? lasts = null) => new(
        "Campaign", null, type, amount, 100, SiloClock.Start.AddDays(-1), SiloClock.Start.Add(lasts ?? TimeSpan.FromDays(1)), null);

    public async Task OpenAsync(IGrainFactory grains)
    {
        for (var i = 0; i < Balances.Count; i++)
            await grains.GetGrain<IBalanceGrain>(i + 1).Open(new($"customer {i + 1}", Balances[i], null));
        for (var i = 0; i < Products.Count; i++)
            await grains.GetGrain<IProductGrain>(i + 1).Define(Products[i]);
        for (var i = 0; i < Coupons.Count; i++)
        {
            var coupon = grains.GetGrain<ICouponGrain>(i + 1);
            await coupon.Define(Coupons[i].Terms);
            foreach (var holder in Coupons[i].Holders)
                await coupon.Issue(new(holder, null));
        }
    }
}
