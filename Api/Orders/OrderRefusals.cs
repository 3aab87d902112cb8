using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Http;

namespace Commerce.Orders;

/// <summary>What clients are told when an order or a payment is refused.</summary>
internal static class OrderRefusals
{
    public static Problem Of(PlaceOrderStatus status) => new(status switch
    {
        PlaceOrderStatus.OrderIdTaken => HttpProblems.IdempotencyKeyReused,
        PlaceOrderStatus.CustomerNotFound => BalanceProblems.CustomerNotFound,
        PlaceOrderStatus.ProductNotFound => ProductProblems.NotFound,
        PlaceOrderStatus.OptionNotFound => ProductProblems.OptionNotFound,
        PlaceOrderStatus.TotalAmountMismatch => OrderProblems.TotalAmountMismatch,
        PlaceOrderStatus.CouponNotFound => CouponProblems.NotFound,
        PlaceOrderStatus.CouponUnavailable => CouponProblems.Unavailable,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });

    public static Problem Of(PayOrderStatus status) => new(TypeOf(status));

    public static ProblemType TypeOf(PayOrderStatus status) => status switch
    {
        PayOrderStatus.NotFound => OrderProblems.NotFound,
        PayOrderStatus.AlreadyPaid => OrderProblems.AlreadyPaid,
        PayOrderStatus.StockInsufficient => ProductProblems.StockInsufficient,
        PayOrderStatus.CouponUnavailable => CouponProblems.Unavailable,
        PayOrderStatus.BalanceInsufficient => BalanceProblems.Insufficient,
        PayOrderStatus.StepIdTaken => OrderProblems.StepRefused,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    };
}
