using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;

namespace Commerce.Orders;

/// <summary>
/// One payment: stock (products side by side), then coupon, then balance, or all at once where the payment's start says so; on a
/// refusal, what was taken is given back. Nothing of it is stored: each step's answer is remembered where the step was done, so a
/// payment that was cut short is run again from the start and comes to the same end.
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
            StepItems.Of(product.Select(line => new StockItem(line.OptionId, line.Quantity))))),
    ];

    private PayOrderStatus[] _stock = []; // what each of them answered

    /// <summary>Runs the payment to its end.</summary>
    /// <returns><see cref="PayOrderStatus.Paid"/>, or the refusal after which everything was given back.</returns>
    public Task<PayOrderStatus> RunAsync()
    {
        SagaStage<PayOrderStatus>[] stages =
        [
            new(DeductAllAsync, RestoreStockAsync),
            new(RedeemAsync, RestoreCouponAsync),
            new(DebitAsync, RefundAsync),
        ];
        return payment.SideBySide == true
            ? SagaStages.RunSideBySideAsync(PayOrderStatus.Paid, stages)
            : SagaStages.RunAsync(PayOrderStatus.Paid, stages);
    }

    // Several products can refuse, for different reasons: too few pieces is answered rather than a step's id that was taken.
    private static PayOrderStatus StockAnswer(PayOrderStatus[] stock) =>
        Array.TrueForAll(stock, step => step == PayOrderStatus.Paid) ? PayOrderStatus.Paid
        : stock.Contains(PayOrderStatus.StockInsufficient) ? PayOrderStatus.StockInsufficient
        : PayOrderStatus.StepIdTaken;

    /// <summary>Deducts from all products side by side; when one refuses, the pieces of the others are put back.</summary>
    private async Task<PayOrderStatus> DeductAllAsync()
    {
        _stock = await Task.WhenAll(_products.Select(DeductAsync));
        var answer = StockAnswer(_stock);
        if (answer != PayOrderStatus.Paid)
            await RestoreStockAsync();
        return answer;
    }

    private async Task<PayOrderStatus> DeductAsync((long ProductId, IReadOnlyList<StockItem> Items) product)
    {
        var step = new DeductStock(orderId, product.Items, StepId($"deduct/{product.ProductId}"), payment.StartedAt);
        return After(await steps.DeductStock(product.ProductId, step), DeductStockStatus.Deducted, PayOrderStatus.StockInsufficient);
    }

    private Task RestoreStockAsync() => Task.WhenAll(_products
        .Where((_, i) => _stock[i] == PayOrderStatus.Paid)
        .Select(product => GiveBackAsync($"restore/{product.ProductId}",
            id => steps.RestoreStock(product.ProductId, new(orderId, product.Items, id, payment.StartedAt)))));

    private async Task<PayOrderStatus> RedeemAsync()
    {
        if (order.CouponId is not { } couponId)
            return PayOrderStatus.Paid;
        var step = new RedeemCoupon(order.CustomerId, orderId, order.TotalAmount, StepId("redeem"), payment.StartedAt,
            order.DiscountAmount);
        return After(await steps.RedeemCoupon(couponId, step), RedeemCouponStatus.Redeemed, PayOrderStatus.CouponUnavailable);
    }

    private Task RestoreCouponAsync() => order.CouponId is { } couponId
        ? GiveBackAsync("restore-coupon", async id =>
            await steps.RestoreCoupon(couponId, new(order.CustomerId, orderId, id, payment.StartedAt)) is not null)
        : Task.CompletedTask;

    private long Amount => order.TotalAmount - order.DiscountAmount;

    private async Task<PayOrderStatus> DebitAsync()
    {
        if (Amount == 0)
            return PayOrderStatus.Paid;
        var step = new DebitBalance(Amount, orderId, StepId("debit"), payment.StartedAt);
        return After(await steps.Debit(order.CustomerId, step), ChangeBalanceStatus.Changed, PayOrderStatus.BalanceInsufficient);
    }

    // Its id is no client's: only payments of 0.1.0 had ids that could be taken, and those take the money last.
    private async Task RefundAsync()
    {
        if (Amount > 0 && await steps.Refund(order.CustomerId, new(Amount, orderId, StepId("refund"), payment.StartedAt))
            is not ChangeBalanceStatus.Changed)
            throw new InvalidOperationException($"The refund of order {orderId} was refused.");
    }

    /// <summary>Where the payment stands after a step: paid so far, or refused.</summary>
    private static PayOrderStatus After<TStatus>(TStatus? answer, TStatus done, PayOrderStatus refusal)
        where TStatus : struct, Enum =>
        answer is not { } status ? PayOrderStatus.StepIdTaken
        : EqualityComparer<TStatus>.Default.Equals(status, done) ? PayOrderStatus.Paid
        : refusal;

    /// <summary>
    /// Gives back what was taken. If the step's id was used for something else, it is done under an id that nobody else can use.
    /// </summary>
    private async Task GiveBackAsync(string step, Func<Guid, Task<bool>> giveBack)
    {
        if (!await giveBack(StepId(step)) && !await giveBack(SagaStep.Id(orderId, payment.Attempt, step)))
            throw new InvalidOperationException($"The id of {step} of order {orderId} was used for something else.");
    }

    private Guid StepId(string step) => SagaStep.Id(orderId, payment.Attempt, step, payment.StepIds);
}
