using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>Finds out of customer, products and coupon what an order is to be decided on, all at once.</summary>
/// <param name="looks">How the order learns what others show.</param>
/// <param name="grains">The way to them.</param>
internal readonly struct OrderQuotes(Looks looks, IGrainFactory grains)
{
    /// <summary>Finds out. A rehearsed order finds what is rehearsed with alone, and no other order does.</summary>
    public async Task<OrderQuote> AskAsync(Guid orderId, PlaceOrder command)
    {
        var isRehearsal = Rehearsal.Is(orderId);
        var customer = looks.At(grains.Grain<IBalanceGrain>(command.CustomerId), balance => balance.Get());
        var products = ProductsAsync(command.Items.Select(item => item.ProductId).Where(IsThere));
        var coupon = command.CouponId is { } couponId && IsThere(couponId) ? grains.Grain<ICouponGrain>(couponId) : null;
        var campaign = coupon?.Get() ?? Task.FromResult<CouponCampaign?>(null);
        var holding = coupon?.GetHolding(command.CustomerId) ?? Task.FromResult<CouponHolding?>(null);
        await Task.WhenAll(customer, products, campaign, holding);
        return new(
            await customer is not null && IsThere(command.CustomerId),
            await products,
            await campaign,
            await holding);

        bool IsThere(long id) => Rehearsal.Is(id) == isRehearsal;
    }

    /// <summary>Finds out about products, all at once. Those that there are not are not in the answer.</summary>
    public async Task<IReadOnlyDictionary<long, Product>> ProductsAsync(IEnumerable<long> productIds)
    {
        var asked = new List<Task<Product?>>();
        foreach (var productId in productIds.Distinct())
            asked.Add(looks.At(grains.Grain<IProductGrain>(productId), product => product.Get()));
        var products = await Task.WhenAll(asked);
        return products.OfType<Product>().ToDictionary(product => product.ProductId);
    }
}
