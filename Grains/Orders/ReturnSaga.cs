using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>How giving back ended: nothing of it can be refused.</summary>
internal enum ReturnEnd
{
    /// <summary>Money and pieces are back.</summary>
    GivenBack,

    /// <summary>And the coupon's piece with them.</summary>
    GivenBackWithCoupon,
}

/// <summary>
/// Gives back a part of a paid order: money, pieces of stock, with a cancellation the coupon's piece while it can be used; all side by
/// side. As a payment does, it stores nothing: each step has an id of its own and is done once, so one that was cut short is run again.
/// </summary>
/// <param name="steps">What it does to others.</param>
/// <param name="orderId">The order.</param>
/// <param name="order">What was paid.</param>
/// <param name="given">What is given back.</param>
internal sealed class ReturnSaga(IPaymentSteps steps, Guid orderId, OrderPlaced order, OrderReturn given)
{
    /// <summary>Gives everything back.</summary>
    public async Task<ReturnEnd> RunAsync()
    {
        var coupon = RestoreCouponAsync();
        await Task.WhenAll([RefundAsync(), coupon, .. given.Items.GroupBy(item => item.ProductId).Select(RestockAsync)]);
        return await coupon ? ReturnEnd.GivenBackWithCoupon : ReturnEnd.GivenBack;
    }

    private async Task RefundAsync()
    {
        if (given.Amount == 0)
            return;
        var step = new RefundBalance(given.Amount, orderId, StepId("money"), given.StartedAt);
        if (await steps.Refund(order.CustomerId, step) is not ChangeBalanceStatus.Changed)
            throw Refused("money");
    }

    private async Task RestockAsync(IGrouping<long, RefundedItem> product)
    {
        if (!given.Restock)
            return;
        // A refund may name an option twice, with its product and without.
        var items = StepItems.Of(product.Select(item => new StockItem(item.OptionId, item.Quantity)));
        if (!await steps.RestoreStock(product.Key, new(orderId, items, StepId($"stock/{product.Key}"), given.StartedAt)))
            throw Refused($"stock/{product.Key}");
    }

    private async Task<bool> RestoreCouponAsync()
    {
        if (!given.IsCancellation || order.CouponId is not { } couponId)
            return false;
        var step = new RestoreCoupon(order.CustomerId, orderId, StepId("coupon"), given.StartedAt, OnlyWhileUsable: true);
        return await steps.RestoreCoupon(couponId, step) switch
        {
            null => throw Refused("coupon"),
            var status => status == RestoreCouponStatus.Restored,
        };
    }

    // Nobody else can use these ids, so this cannot be: it stays under way, and an operator is told.
    private InvalidOperationException Refused(string step) => new($"The step {step} of what order {orderId} gives back was refused.");

    private Guid StepId(string step) => SagaStep.Id(orderId, given.Number, $"return/{step}");
}
