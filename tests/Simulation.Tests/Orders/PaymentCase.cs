using Commerce.Balances;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>An order whose payment ends in one certain way: two pieces of product 1 and one of product 2.</summary>
/// <param name="Outcome">How it ends.</param>
/// <param name="Balance">The customer's.</param>
/// <param name="Stocks">Of the two products.</param>
/// <param name="Coupon">The campaign to use, if any.</param>
/// <param name="CouponTaken">Another order of the customer uses the piece before.</param>
/// <param name="RefusedBefore">The first payment is refused for want of money, then money comes in.</param>
/// <param name="StockTaken">Another order of the customer takes the pieces after this one was told that there are enough.</param>
internal sealed record PaymentCase(
    PayOrderStatus Outcome, long Balance, (long First, long Second) Stocks, DefineCoupon? Coupon = null, bool CouponTaken = false,
    bool RefusedBefore = false, bool StockTaken = false)
{
    private const long Customer = 1;
    private const long CouponId = 1;

    private static readonly Guid s_order = new(1, 0, 0, new byte[8]);
    private static readonly Guid s_otherOrder = new(2, 0, 0, new byte[8]);

    public static readonly Dictionary<string, PaymentCase> All = new()
    {
        ["paid"] = new(PayOrderStatus.Paid, 5_000, (2, 1)),
        ["paid with a coupon"] = new(PayOrderStatus.Paid, 2_500, (2, 1), Shop.Coupon(DiscountType.Fixed, 500)),
        ["paid with nothing"] = new(PayOrderStatus.Paid, 0, (2, 1), Shop.Coupon(DiscountType.Rate, 100)),
        ["first product short from the start"] = new(PayOrderStatus.StockInsufficient, 5_000, (1, 1), Shop.Coupon(DiscountType.Fixed, 500)),
        ["second product short from the start"] =
            new(PayOrderStatus.StockInsufficient, 5_000, (2, 0), Shop.Coupon(DiscountType.Fixed, 500)),
        ["both products short from the start"] = new(PayOrderStatus.StockInsufficient, 5_000, (0, 0)),
        ["stock taken meanwhile"] = new(PayOrderStatus.StockInsufficient, 9_000, (3, 2), StockTaken: true),
        ["stock taken meanwhile, with a coupon"] =
            new(PayOrderStatus.StockInsufficient, 9_000, (3, 2), Shop.Coupon(DiscountType.Fixed, 500), StockTaken: true),
        ["coupon in use"] = new(PayOrderStatus.CouponUnavailable, 9_000, (4, 2), Shop.Coupon(DiscountType.Fixed, 500), CouponTaken: true),
        ["money short"] = new(PayOrderStatus.BalanceInsufficient, 2_999, (2, 1)),
        ["money short with a coupon"] = new(PayOrderStatus.BalanceInsufficient, 2_499, (2, 1), Shop.Coupon(DiscountType.Fixed, 500)),
        ["paid at the second attempt"] = new(PayOrderStatus.Paid, 100, (2, 1), Shop.Coupon(DiscountType.Fixed, 500), RefusedBefore: true),
    };

    public Shop Shop => new(
        [Balance],
        [Shop.Product(1, 1_000, Stocks.First), Shop.Product(2, 1_000, Stocks.Second)],
        Coupon is null ? [] : [(Coupon, [Customer])]);

    public static Guid OrderId => s_order;

    /// <summary>Everything up to the payment in question.</summary>
    public async Task PrepareAsync(IGrainFactory grains)
    {
        var order = grains.GetGrain<IOrderGrain>(s_order);
        await order.Place(Command(s_order));
        if (CouponTaken)
        {
            await grains.GetGrain<IOrderGrain>(s_otherOrder).Place(Command(s_otherOrder));
            await grains.GetGrain<IOrderGrain>(s_otherOrder).Pay(new(null));
        }
        if (StockTaken)
        {
            var other = grains.GetGrain<IOrderGrain>(s_otherOrder);
            await other.Place(Command(s_otherOrder, withCoupon: false));
            Assert.Equal(PayOrderStatus.Paid, (await other.Pay(new(null))).Outcome!.Status);
        }
        if (RefusedBefore)
        {
            Assert.Equal(PayOrderStatus.BalanceInsufficient, (await order.Pay(new(null))).Outcome!.Status);
            await grains.GetGrain<IBalanceGrain>(Customer).Charge(new(2_400, null));
        }
    }

    private PlaceOrder Command(Guid id, bool withCoupon = true) =>
        new(Customer, Coupon is null || !withCoupon ? null : CouponId, [new(1, null, 2), new(2, null, 1)], null, id);
}
