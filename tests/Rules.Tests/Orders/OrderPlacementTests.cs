using Commerce.Catalog;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>One example per outcome of placing, each with every later reason for a refusal present too.</summary>
public sealed class OrderPlacementTests
{
    private const long Customer = 1001;
    private const long CouponId = 4001;

    private static readonly Guid s_id = new(1, 0, 0, new byte[8]);
    private static readonly DateTimeOffset s_now = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan s_payWithin = TimeSpan.FromMinutes(30);

    private static readonly Product s_shirt = new(5001, "Shirt", 10_000, [new(6001, "S", 0, 10_000, 3), new(6002, "L", 2_000, 12_000, 0)]);
    private static readonly Product s_cap = new(5002, "Cap", 8_000, [new(6004, "One size", 0, 8_000, 0)]);

    private static readonly CouponCampaign s_coupon =
        new(CouponId, "Spring", null, DiscountType.Fixed, 1_000, 10, 1, s_now, s_now.AddDays(1));
    private static readonly CouponHolding s_free = new(1, null);

    private static readonly OrderQuote s_quote = new(true, Products(s_shirt, s_cap), s_coupon, s_free);

    [Fact]
    public void Place_SeveralItems_FreezesPricesTotalAndDiscount()
    {
        var command = Command(CouponId, [new(5001, 6002, 2), new(5002, null, 1), new(5001, 6002, 1)]);

        var decision = OrderRules.Place(new OrderState(), s_id, command, s_quote, s_now, s_payWithin);

        // Whether there is stock is seen at the payment, not before.
        var placed = Assert.IsType<OrderPlaced>(Assert.Single(decision.Events));
        Assert.Equal([new(5001, 6002, 2, 12_000), new(5002, 6004, 1, 8_000), new(5001, 6002, 1, 12_000)], placed.Lines);
        Assert.Equal((Customer, CouponId, 44_000, 1_000, s_now),
            (placed.CustomerId, placed.CouponId, placed.TotalAmount, placed.DiscountAmount, placed.PlacedAt));
        var order = decision.Outcome.Order!;
        Assert.Equal((s_id, OrderStatus.Placed, 44_000, 1_000, null),
            (order.OrderId, order.Status, order.TotalAmount, order.DiscountAmount, order.Rejection));
        Assert.Equal((s_now + s_payWithin, s_now + s_payWithin), (placed.ExpiresAt, order.ExpiresAt));
        Assert.Equal(Journaling.WorkChange.None, decision.Work);
    }

    [Theory]
    [InlineData(DiscountType.Fixed, 1_000_000, 26_000)]
    [InlineData(DiscountType.Rate, 100, 26_000)]
    [InlineData(DiscountType.Rate, 33, 8_580)]
    public void Place_WithACoupon_IsNeverDiscountedBelowNothing(DiscountType type, long amount, long discount)
    {
        var quote = s_quote with { Coupon = s_coupon with { DiscountType = type, DiscountAmount = amount } };

        var decision = OrderRules.Place(new OrderState(), s_id, Command(CouponId, [new(5001, 6001, 1), new(5002, null, 2)]), quote, s_now,
            s_payWithin);

        Assert.Equal(discount, decision.Outcome.Order!.DiscountAmount);
    }

    [Fact]
    public void Place_TheSameAgain_IsPlacedWithoutLookingAtPrices()
    {
        var state = Placed(out var command);

        var (outcome, events, _) = OrderRules.Place(state, s_id, command, null!, s_now.AddDays(9), s_payWithin);

        Assert.Equal((PlaceOrderStatus.Placed, 0), (outcome.Status, events.Count));
        Assert.Equal(10_000, outcome.Order!.TotalAmount);
    }

    [Fact]
    public void Place_AnotherOrderUnderTheId_IsOrderIdTaken() => AssertRefused(
        PlaceOrderStatus.OrderIdTaken, Placed(out var command), command with { CustomerId = 1002 }, null!);

    [Fact]
    public void Place_ForAnUnknownCustomer_IsCustomerNotFound() => AssertRefused(
        PlaceOrderStatus.CustomerNotFound, new(), Command(CouponId, [new(7, null, 1)]), new(false, Products(), null, null));

    [Fact]
    public void Place_OneUnknownOptionAndOneUnknownProduct_IsProductNotFound() => AssertRefused(
        PlaceOrderStatus.ProductNotFound, new(), Command(CouponId, [new(5001, 7, 1), new(7, null, 1)]) with { ExpectedTotal = 1 },
        s_quote with { Coupon = null });

    [Fact]
    public void Place_AnOptionOfAnotherProduct_IsOptionNotFound() => AssertRefused(
        PlaceOrderStatus.OptionNotFound, new(), Command(CouponId, [new(5001, 6004, 1)]) with { ExpectedTotal = 1 },
            s_quote with { Coupon = null });

    [Fact]
    public void Place_AnotherTotalThanShown_IsTotalAmountMismatch() => AssertRefused(
        PlaceOrderStatus.TotalAmountMismatch, new(), Command(CouponId, [new(5001, null, 1)]) with { ExpectedTotal = 9_999 },
        s_quote with { Coupon = null });

    [Fact]
    public void Place_TheTotalShown_IsTheOneBeforeTheDiscount() => Assert.Equal(
        PlaceOrderStatus.Placed,
        OrderRules.Place(new OrderState(), s_id, Command(CouponId, [new(5001, null, 1)]) with { ExpectedTotal = 10_000 }, s_quote,
            s_now, s_payWithin).Outcome.Status);

    [Fact]
    public void Place_WithAnUnknownCoupon_IsCouponNotFound() => AssertRefused(
        PlaceOrderStatus.CouponNotFound, new(), Command(CouponId, [new(5001, null, 1)]), s_quote with { Coupon = null, Holding = null });

    [Fact]
    public void Place_WithoutAPiece_IsCouponUnavailable() => AssertCouponUnavailable(s_quote with { Holding = null }, s_now);

    [Fact]
    public void Place_WithAPieceInUse_IsCouponUnavailable() =>
        AssertCouponUnavailable(s_quote with { Holding = s_free with { RedeemedBy = s_id } }, s_now);

    [Fact]
    public void Place_BeforeTheCampaignStarts_IsCouponUnavailable() => AssertCouponUnavailable(s_quote, s_coupon.StartedAt.AddTicks(-1));

    [Fact]
    public void Place_WhenTheCampaignIsOver_IsCouponUnavailable() => AssertCouponUnavailable(s_quote, s_coupon.ExpiredAt);

    [Fact]
    public void Place_WithAPieceThatTakesNothingOff_IsCouponUnavailable() => AssertRefused(
        PlaceOrderStatus.CouponUnavailable, new(), Command(CouponId, [new(5001, null, 1)]),
        s_quote with
        {
            Products = Products(s_shirt with { Options = [s_shirt.Options[0] with { Price = 99 }] }),
            Coupon = s_coupon with { DiscountType = DiscountType.Rate, DiscountAmount = 1 }
        });

    [Fact]
    public void Place_InTheCampaignsLastMoment_IsPlaced() => Assert.Equal(
        PlaceOrderStatus.Placed,
        OrderRules.Place(new OrderState(), s_id, Command(CouponId, [new(5001, null, 1)]), s_quote,
            s_coupon.ExpiredAt.AddTicks(-1), s_payWithin).Outcome.Status);

    private static void AssertCouponUnavailable(OrderQuote quote, DateTimeOffset now) =>
        AssertRefused(PlaceOrderStatus.CouponUnavailable, new(), Command(CouponId, [new(5001, null, 1)]), quote, now);

    private static void AssertRefused(PlaceOrderStatus status, OrderState state, PlaceOrder command, OrderQuote quote,
        DateTimeOffset? now = null)
    {
        var (outcome, events, _) = OrderRules.Place(state, s_id, command, quote, now ?? s_now, s_payWithin);
        Assert.Equal(new(status, null), outcome);
        Assert.Empty(events);
    }

    private static OrderState Placed(out PlaceOrder command)
    {
        command = Command(null, [new(5001, 6001, 1)]);
        var state = new OrderState();
        state.Apply(OrderRules.Place(state, s_id, command, s_quote with { Coupon = null, Holding = null }, s_now,
            s_payWithin).Events[0]);
        return state;
    }

    private static PlaceOrder Command(long? couponId, OrderItemRequest[] items) => new(Customer, couponId, items, null, null);

    private static Dictionary<long, Product> Products(params Product[] products) => products.ToDictionary(product => product.ProductId);
}
