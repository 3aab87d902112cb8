using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Http;

namespace Commerce.Orders;

/// <summary>What clients are told when an order or a payment is refused.</summary>
internal static class OrderRefusals
{
    public static readonly ProblemType NotFound = new(StatusCodes.Status404NotFound, "ORDER_NOT_FOUND", "There is no such order.");

    public static readonly ProblemType AlreadyPaid = new(StatusCodes.Status409Conflict, "ORDER_ALREADY_PAID", "The order was paid before.");

    public static readonly ProblemType Expired =
        new(StatusCodes.Status409Conflict, "ORDER_EXPIRED", "The order was not paid in time; its prices hold no longer.");

    public static readonly ProblemType Cancelled = new(StatusCodes.Status409Conflict, "ORDER_CANCELLED", "The order is cancelled.");

    public static readonly ProblemType NotCancellable = new(StatusCodes.Status409Conflict, "ORDER_NOT_CANCELLABLE",
        "The time in which the order can be cancelled is over.");

    public static readonly ProblemType NotPaid = new(StatusCodes.Status409Conflict, "ORDER_NOT_PAID", "The order is not paid.");

    public static readonly ProblemType RefundExceedsPaid = new(StatusCodes.Status409Conflict, "REFUND_EXCEEDS_PAID",
        "These are more pieces than were paid for and not given back yet.");

    public static readonly ProblemType StepRefused =
        new(StatusCodes.Status409Conflict, "PAYMENT_STEP_REFUSED", "A step of the payment was refused; nothing was taken. Pay again.");

    public static readonly ProblemType TotalAmountMismatch =
        new(StatusCodes.Status409Conflict, "TOTAL_AMOUNT_MISMATCH", "The total amount is not what these products cost.");

    public static readonly ProblemType TooManyOpen = new(StatusCodes.Status409Conflict, "TOO_MANY_OPEN_ORDERS",
        "The customer has as many orders that are not paid as a customer may have.");

    public static Problem Of(PlaceOrderStatus status) => new(status switch
    {
        PlaceOrderStatus.OrderIdTaken => HttpProblems.IdempotencyKeyReused,
        PlaceOrderStatus.CustomerNotFound => BalanceRefusals.CustomerNotFound,
        PlaceOrderStatus.ProductNotFound => ProductRefusals.NotFound,
        PlaceOrderStatus.OptionNotFound => ProductRefusals.OptionNotFound,
        PlaceOrderStatus.TotalAmountMismatch => TotalAmountMismatch,
        PlaceOrderStatus.CouponNotFound => CouponRefusals.NotFound,
        PlaceOrderStatus.CouponUnavailable => CouponRefusals.Unavailable,
        PlaceOrderStatus.TooManyOpen => TooManyOpen,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });

    public static Problem Of(PayOrderStatus status) => new(TypeOf(status));

    public static ProblemType TypeOf(PayOrderStatus status) => status switch
    {
        PayOrderStatus.NotFound => NotFound,
        PayOrderStatus.AlreadyPaid => AlreadyPaid,
        PayOrderStatus.StockInsufficient => ProductRefusals.StockInsufficient,
        PayOrderStatus.CouponUnavailable => CouponRefusals.Unavailable,
        PayOrderStatus.BalanceInsufficient => BalanceRefusals.Insufficient,
        PayOrderStatus.StepIdTaken => StepRefused,
        PayOrderStatus.Expired => Expired,
        PayOrderStatus.Cancelled => Cancelled,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    };

    public static Problem Of(CancelOrderStatus status) => new(status switch
    {
        CancelOrderStatus.NotFound => NotFound,
        CancelOrderStatus.NotCancellable => NotCancellable,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });

    public static Problem Of(RefundOrderStatus status) => new(status switch
    {
        RefundOrderStatus.NotFound => NotFound,
        RefundOrderStatus.NotPaid => NotPaid,
        RefundOrderStatus.ExceedsPaid => RefundExceedsPaid,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });
}
