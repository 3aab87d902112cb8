using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>Asks customer, products and coupon what an order is to be decided on, all at once.</summary>
internal static class OrderQuotes
{
    /// <summary>Asks. A rehearsed order finds what is rehearsed with alone, and no other order does.</summary>
    public static async Task<OrderQuote> AskAsync(EarlyAnswers here, IGrainFactory grains, Guid orderId, PlaceOrder command)
    {
        var isRehearsal = Rehearsal.Is(orderId);
        var customer = Accounts.IsOpenAsync(here, grains, command.CustomerId);
        var products = ProductsAsync(grains, command.Items.Select(item => item.ProductId).Where(IsThere));
        var coupon = command.CouponId is { } couponId && IsThere(couponId) ? grains.Grain<ICouponGrain>(couponId) : null;
        var campaign = coupon?.Get() ?? Task.FromResult<CouponCampaign?>(null);
        var holding = coupon?.GetHolding(command.CustomerId) ?? Task.FromResult<CouponHolding?>(null);
        await Task.WhenAll(customer, products, campaign, holding);
        return new(
            await customer && IsThere(command.CustomerId),
            await products,
            await campaign,
            await holding);

        bool IsThere(long id) => Rehearsal.Is(id) == isRehearsal;
    }

    /// <summary>Asks products, all at once. Those that there are not are not in the answer.</summary>
    public static async Task<IReadOnlyDictionary<long, Product>> ProductsAsync(IGrainFactory grains, IEnumerable<long> productIds)
    {
        var products = await Task.WhenAll(productIds.Distinct().Select(productId => grains.Grain<IProductGrain>(productId).Get()));
        return products.OfType<Product>().ToDictionary(product => product.ProductId);
    }
}
