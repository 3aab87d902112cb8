using System.Numerics;
using Commerce.Catalog;
using Commerce.Coupons;
using FsCheck;
using FsCheck.Fluent;

namespace Commerce.Orders;

public sealed class OrderPropertyTests
{
    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_now = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);

    // Up to the highest there can be: a base price and an extra one.
    private static Gen<long> Prices => Gen.Frequency(
        (3, Gen.Choose(0, 100_000).Select(won => (long)won)), (1, Gen.Choose(0, 3).Select(won => 2 * ProductBounds.MaxPrice - won)));

    private static Gen<Sample> Samples =>
        from prices in Gen.ArrayOf(Prices, 3)
        from count in Gen.Choose(1, OrderBounds.MaxItems)
        from products in Gen.ArrayOf(Gen.Choose(0, 2), count)
        from quantities in Gen.ArrayOf(
            Gen.OneOf(Gen.Choose(1, 5), Gen.Choose((int)OrderBounds.MaxQuantity - 10, (int)OrderBounds.MaxQuantity)), count)
        from type in Gen.Elements(Enum.GetValues<DiscountType>())
        from discount in Gen.Choose(1, 100)
        select new Sample(prices, [.. products.Zip(quantities)], type, type == DiscountType.Rate ? discount : discount * 1_000L);

    /// <summary>
    /// The total is the sum of the lines to the last won, and the discount is between nothing and the total, rounded down.
    /// </summary>
    [Fact]
    public void Place_AnyPricesAndQuantities_TotalsToTheWon() => Properties.Hold(runs: 5_000, Arb.From(Samples), sample =>
    {
        var products = sample.Prices.Select((price, i) => new Product(i + 1, "Product", price, [new(i + 11, "Option", 0, price, 0)]));
        var coupon = new CouponCampaign(1, "Campaign", null, sample.Type, sample.Discount, 1, 1, s_now, s_now.AddDays(1));
        var quote = new OrderQuote(true, products.ToDictionary(product => product.ProductId), coupon, new(1, null));
        var command = new PlaceOrder(1, 1, [.. sample.Items.Select(item => new OrderItemRequest(item.Product + 1, null, item.Quantity))],
            null, null);

        var outcome = OrderRules.Place(new OrderState(), s_order, command, quote, s_now, TimeSpan.FromMinutes(30)).Outcome;

        var total = sample.Items.Aggregate(BigInteger.Zero, (sum, item) => sum + (BigInteger)sample.Prices[item.Product] * item.Quantity);
        var discount = sample.Type == DiscountType.Rate ? total * sample.Discount / 100 : BigInteger.Min(sample.Discount, total);
        Assert.Equal(discount > 0 ? PlaceOrderStatus.Placed : PlaceOrderStatus.CouponUnavailable, outcome.Status);
        if (outcome.Order is not { } order)
            return;
        Assert.Equal(total, order.TotalAmount);
        Assert.InRange(order.TotalAmount, 0, OrderBounds.MaxTotal);
        Assert.Equal(discount, order.DiscountAmount);
        Assert.Equal(sample.Items.Length, order.Lines.Count);
    });

    private sealed record Sample(long[] Prices, (int Product, int Quantity)[] Items, DiscountType Type, long Discount);
}
