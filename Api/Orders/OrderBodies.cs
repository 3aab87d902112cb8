using System.ComponentModel.DataAnnotations;
using Commerce.Http;

namespace Commerce.Orders;

/// <summary>Pieces of one option to order.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="ProductOptionId">The option.</param>
/// <param name="Quantity">Pieces; 1 to 10,000.</param>
internal sealed record OrderItemBody(long? ProductId, long? ProductOptionId, long? Quantity);

/// <summary>An order to place.</summary>
/// <param name="CustomerId">Who orders.</param>
/// <param name="CouponId">The coupon to use, if any.</param>
/// <param name="Items">1 to 50 items.</param>
internal sealed record PlaceOrderRequest(long? CustomerId, [property: Optional] long? CouponId, IReadOnlyList<OrderItemBody?>? Items);

/// <summary>Pieces of a product's first option to order.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">Pieces; 1 to 10,000.</param>
internal sealed record OrderProductBody(long? ProductId, long? Quantity);

/// <summary>An order to place and pay.</summary>
/// <param name="UserId">Who orders.</param>
/// <param name="TotalAmount">Won the customer was shown; checked.</param>
/// <param name="Products">1 to 50 products.</param>
internal sealed record PlaceAndPayRequest(long? UserId, long? TotalAmount, IReadOnlyList<OrderProductBody?>? Products);

/// <summary>An order to pay.</summary>
/// <param name="OrderId">The order.</param>
internal sealed record PayOrderRequest(Guid? OrderId);

/// <summary>A payment.</summary>
/// <param name="PaymentId">Its id.</param>
/// <param name="OrderId">What was paid.</param>
/// <param name="Amount">Won.</param>
/// <param name="Status">Always <c>PAID</c>.</param>
internal sealed record PaymentResponse(Guid PaymentId, Guid OrderId, long Amount, [property: AllowedValues("PAID")] string Status);

/// <summary>A line of an order.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="ProductOptionId">The option.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Price">Won a piece, as of the placement.</param>
internal sealed record OrderLineResponse(long ProductId, long ProductOptionId, long Quantity, long Price);

/// <summary>An order.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Status"><c>PLACED</c>, <c>PAYING</c>, <c>PAID</c>, <c>REJECTED</c>, <c>EXPIRED</c> or <c>CANCELLED</c>.</param>
/// <param name="TotalAmount">Won before the discount.</param>
/// <param name="DiscountAmount">Won the coupon takes off.</param>
/// <param name="CouponId">The coupon, if any.</param>
/// <param name="Items">What was ordered.</param>
/// <param name="Rejection">The code of the refusal of the last payment, if it was refused.</param>
/// <param name="PlacedAt">When.</param>
/// <param name="ExpiresAt">From when on it can no longer be paid; until then its prices and its discount hold.</param>
/// <param name="Refunds">What was given back of it in parts.</param>
/// <param name="RefundedAmount">Won given back, by refunds and by its cancellation.</param>
/// <param name="CancelledAt">When it was cancelled.</param>
internal sealed record OrderResponse(
    Guid OrderId, long CustomerId, [property: AllowedValues("PLACED", "PAYING", "PAID", "REJECTED", "EXPIRED", "CANCELLED")] string Status,
    long TotalAmount, long DiscountAmount, long? CouponId,
    IReadOnlyList<OrderLineResponse> Items, string? Rejection, DateTimeOffset PlacedAt, DateTimeOffset? ExpiresAt,
    IReadOnlyList<OrderRefundResponse>? Refunds, long? RefundedAmount, DateTimeOffset? CancelledAt)
{
    internal static OrderResponse Of(Order order) => new(order.OrderId, order.CustomerId, StatusOf(order.Status), order.TotalAmount,
        order.DiscountAmount, order.CouponId,
        [.. order.Lines.Select(line => new OrderLineResponse(line.ProductId, line.OptionId, line.Quantity, line.Price))],
        order.Rejection is { } reason ? OrderRefusals.TypeOf(reason).Code : null, order.PlacedAt, order.ExpiresAt,
        order.Refunds is { } refunds ? [.. refunds.Select(OrderRefundResponse.Of)] : null, order.RefundedAmount, order.CancelledAt);

    internal static string StatusOf(OrderStatus status) => status switch
    {
        OrderStatus.Placed => "PLACED",
        OrderStatus.Paying => "PAYING",
        OrderStatus.Paid => "PAID",
        OrderStatus.Rejected => "REJECTED",
        OrderStatus.Expired => "EXPIRED",
        OrderStatus.Cancelled => "CANCELLED",
        _ => throw new NotSupportedException($"Unknown status {status}."),
    };
}

/// <summary>An order as lists have it.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="CustomerId">Who ordered.</param>
/// <param name="Status"><c>PLACED</c>, <c>PAYING</c>, <c>PAID</c>, <c>REJECTED</c>, <c>EXPIRED</c> or <c>CANCELLED</c>.</param>
/// <param name="TotalAmount">Won before the discount.</param>
/// <param name="DiscountAmount">Won the coupon takes off.</param>
/// <param name="PlacedAt">When.</param>
internal sealed record OrderSummaryResponse(
    Guid OrderId, long CustomerId, [property: AllowedValues("PLACED", "PAYING", "PAID", "REJECTED", "EXPIRED", "CANCELLED")] string Status,
    long TotalAmount, long DiscountAmount, DateTimeOffset PlacedAt)
{
    internal static OrderSummaryResponse Of(OrderSummary order) =>
        new(order.OrderId, order.CustomerId, OrderResponse.StatusOf(order.Status),
        order.TotalAmount, order.DiscountAmount, order.PlacedAt);
}
