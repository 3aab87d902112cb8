using Commerce.Balances;
using Commerce.Hosting;

namespace Commerce.Orders;

/// <summary>What clients are told when an order or a payment is refused.</summary>
internal static class OrderRefusals
{
    public static Problem Of(PlaceOrderStatus status) => status switch
    {
        PlaceOrderStatus.OrderIdTaken => Conflict("IDEMPOTENCY_KEY_REUSED", "This Idempotency-Key was used for another order."),
        PlaceOrderStatus.CustomerNotFound => BalanceEndpoints.CustomerNotFound(),
        PlaceOrderStatus.ProductNotFound => NotFound("PRODUCT_NOT_FOUND", "There is no such product."),
        PlaceOrderStatus.OptionNotFound => NotFound("PRODUCT_OPTION_NOT_FOUND", "The product has no such option."),
        PlaceOrderStatus.TotalAmountMismatch => Conflict("TOTAL_AMOUNT_MISMATCH", "The total amount is not what these products cost."),
        PlaceOrderStatus.CouponNotFound => NotFound("COUPON_NOT_FOUND", "There is no such coupon."),
        PlaceOrderStatus.CouponUnavailable => Conflict("COUPON_UNAVAILABLE", "The customer cannot use this coupon."),
        _ => throw new NotSupportedException($"{status} is no refusal."),
    };

    public static Problem Of(PayOrderStatus status) => status switch
    {
        PayOrderStatus.NotFound => OrderNotFound(),
        PayOrderStatus.AlreadyPaid => Conflict(CodeOf(status), "The order was paid before."),
        PayOrderStatus.StockInsufficient => Conflict(CodeOf(status), "An option has fewer pieces left than were ordered."),
        PayOrderStatus.CouponUnavailable => Conflict(CodeOf(status), "The customer cannot use this coupon."),
        PayOrderStatus.BalanceInsufficient => Conflict(CodeOf(status), "The balance does not cover the amount."),
        PayOrderStatus.StepIdTaken => Conflict(CodeOf(status), "A step of the payment was refused; nothing was taken. Pay again."),
        _ => throw new NotSupportedException($"{status} is no refusal."),
    };

    public static string CodeOf(PayOrderStatus status) => status switch
    {
        PayOrderStatus.AlreadyPaid => "ORDER_ALREADY_PAID",
        PayOrderStatus.StockInsufficient => "STOCK_INSUFFICIENT",
        PayOrderStatus.CouponUnavailable => "COUPON_UNAVAILABLE",
        PayOrderStatus.BalanceInsufficient => "BALANCE_INSUFFICIENT",
        PayOrderStatus.StepIdTaken => "PAYMENT_STEP_REFUSED",
        _ => throw new NotSupportedException($"{status} has no code of its own."),
    };

    public static Problem OrderNotFound() => NotFound("ORDER_NOT_FOUND", "There is no such order.");

    private static Problem NotFound(string code, string message) => new(StatusCodes.Status404NotFound, code, message);

    private static Problem Conflict(string code, string message) => new(StatusCodes.Status409Conflict, code, message);
}
