using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>
/// One payment: stock (products side by side), then coupon, then balance; on a refusal, what was taken is given back in
/// reverse. Nothing of it is stored: each step's answer is remembered where the step was done, so a payment that was cut
/// short is run again from the start and comes to the same end.
/// </summary>
/// <param name="steps">What it does to others.</param>
/// <param name="orderId">The order.</param>
/// <param name="order">What is paid for.</param>
/// <param name="payment">Which payment.</param>
internal sealed class PaymentSaga(IPaymentSteps steps, Guid orderId, OrderPlaced order, PaymentStarted payment)
{
    private readonly (long ProductId, IReadOnlyList<StockItem> Items)[] _products =
    [
        .. order.Lines.GroupBy(line => line.ProductId).OrderBy(product => product.Key).Select(product => (product.Key,
            (IReadOnlyList<StockItem>)[.. product.GroupBy(line => line.OptionId).OrderBy(option => option.Key)
                .Select(option => new StockItem(option.Key, option.Sum(line => line.Quantity)))])),
    ];

    /// <summary>Runs the payment to its end.</summary>
    /// <returns><see cref="PayOrderStatus.Paid"/>, or the refusal after which everything was given back.</returns>
    public async Task<PayOrderStatus> RunAsync()
    {
        var taken = await Task.WhenAll(_products.Select(DeductAsync));
        if (taken.Contains(false))
        {
            await RestoreStockAsync(taken);
            return PayOrderStatus.StockInsufficient;
        }
        if (!await RedeemAsync())
        {
            await RestoreStockAsync(taken);
            return PayOrderStatus.CouponUnavailable;
        }
        if (!await DebitAsync())
        {
            await RestoreCouponAsync();
            await RestoreStockAsync(taken);
            return PayOrderStatus.BalanceInsufficient;
        }
        return PayOrderStatus.Paid;
    }

    private async Task<bool> DeductAsync((long ProductId, IReadOnlyList<StockItem> Items) product) =>
        await steps.DeductStock(product.ProductId, new(orderId, product.Items, StepId($"deduct/{product.ProductId}"), payment.StartedAt))
            == DeductStockStatus.Deducted;

    private Task RestoreStockAsync(bool[] taken) => Task.WhenAll(_products.Where((_, i) => taken[i]).Select(product =>
        steps.RestoreStock(product.ProductId, new(orderId, product.Items, StepId($"restore/{product.ProductId}"), payment.StartedAt))));

    private async Task<bool> RedeemAsync() =>
        order.CouponId is not { } couponId
        || await steps.RedeemCoupon(couponId, new(order.CustomerId, orderId, order.TotalAmount, StepId("redeem"), payment.StartedAt))
            == RedeemCouponStatus.Redeemed;

    private Task RestoreCouponAsync() => order.CouponId is { } couponId
        ? steps.RestoreCoupon(couponId, new(order.CustomerId, orderId, StepId("restore-coupon"), payment.StartedAt))
        : Task.CompletedTask;

    private async Task<bool> DebitAsync()
    {
        var amount = order.TotalAmount - order.DiscountAmount;
        return amount == 0
            || await steps.Debit(order.CustomerId, new(amount, orderId, StepId("debit"), payment.StartedAt)) == ChangeBalanceStatus.Changed;
    }

    private Guid StepId(string step) => SagaStep.Id(orderId, payment.Attempt, step);
}
