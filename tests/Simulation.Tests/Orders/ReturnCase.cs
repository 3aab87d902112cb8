using Commerce.Balances;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>An order of which something is given back: two pieces of product 1 and one of product 2, 1,000 won each.</summary>
/// <param name="Status">Where the order is in the end.</param>
/// <param name="Kept">Won of it that the shop keeps.</param>
/// <param name="Ask">What is asked, by whom at once.</param>
/// <param name="Coupon">The campaign that is used, if any.</param>
/// <param name="PaidBefore">Whether it is paid by then.</param>
internal sealed record ReturnCase(
    OrderStatus Status, long Kept, Func<IOrderGrain, Task>[] Ask, DefineCoupon? Coupon = null, bool PaidBefore = true)
{
    private const long Customer = 1;
    private const long Balance = 5_000;

    public static readonly Guid OrderId = new(1, 0, 0, new byte[8]);

    public static readonly Dictionary<string, ReturnCase> All = new()
    {
        ["cancelled"] = new(OrderStatus.Cancelled, 0, [Cancel(1)]),
        ["cancelled with a coupon"] = new(OrderStatus.Cancelled, 0, [Cancel(1)], Shop.Coupon(DiscountType.Fixed, 500)),
        ["cancelled by two"] = new(OrderStatus.Cancelled, 0, [Cancel(1), Cancel(2)]),
        ["cancelled while it is paid"] = new(OrderStatus.Cancelled, 0, [Pay, Cancel(1)], PaidBefore: false),
        ["one piece refunded"] = new(OrderStatus.Paid, 1_667, [Refund(1, 11, 1)], Shop.Coupon(DiscountType.Fixed, 500)),
        ["two pieces refunded by two"] = new(OrderStatus.Paid, 1_000, [Refund(1, 11, 1), Refund(2, 11, 1)]),
        ["refunded and cancelled at once"] = new(OrderStatus.Cancelled, 0, [Refund(1, 21, 1), Cancel(2)]),
    };

    public Shop Shop => new(
        [Balance], [Shop.Product(1, 1_000, 2), Shop.Product(2, 1_000, 1)], Coupon is null ? [] : [(Coupon, [Customer])]);

    public async Task PrepareAsync(IGrainFactory grains)
    {
        var order = grains.GetGrain<IOrderGrain>(OrderId);
        await order.Place(new(Customer, Coupon is null ? null : 1, [new(1, null, 2), new(2, null, 1)], null, OrderId));
        if (!PaidBefore)
            return;
        Assert.Equal(PayOrderStatus.Paid, (await order.Pay(new(null))).Outcome!.Status);
        // As much as a balance can be: what is given back leads over it.
        await grains.GetGrain<IBalanceGrain>(Customer).Charge(
            new(BalanceBounds.Limit - (await grains.GetGrain<IBalanceGrain>(Customer).Get())!.Balance, null));
    }

    private static Func<IOrderGrain, Task> Cancel(int key) => async order =>
        Assert.Equal(CancelOrderStatus.Cancelled, (await order.Cancel(new(false, Key(key)))).Outcome!.Status);

    // Whoever comes after the cancellation finds nothing left.
    private static Func<IOrderGrain, Task> Refund(int key, long option, long pieces) => async order =>
        Assert.Contains((await order.Refund(new([new(null, option, pieces)], true, "damaged", Key(key)))).Outcome!.Status,
            new[] { RefundOrderStatus.Refunded, RefundOrderStatus.ExceedsPaid });

    private static async Task Pay(IOrderGrain order) =>
        Assert.Contains((await order.Pay(new(Key(9)))).Outcome!.Status, new[] { PayOrderStatus.Paid, PayOrderStatus.Cancelled });

    private static Guid Key(int number) => new(9, (short)number, 0, new byte[8]);
}
