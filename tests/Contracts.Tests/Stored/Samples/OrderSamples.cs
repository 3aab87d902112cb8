using Commerce.Orders;
using static Commerce.Stored.StoredSamples;

namespace Commerce.Stored;

internal static class OrderSamples
{
    private static readonly PlaceOrder s_place = new(1001, 4001, [new(5001, 6001, 2), new(5002, null, 1)], 69_700, CommandId);
    private static readonly IReadOnlyList<OrderLine> s_lines = [new(5001, 6001, 2, 29_900), new(5002, 6004, 1, 9_900)];

    private static readonly IReadOnlyList<RefundedItem> s_refunded = [new(5001, 6001, 1, 25_415)];

    public static Dictionary<string, object> Events { get; } = new()
    {
        ["order.placed.v1"] = new OrderPlaced(1001, 4001, s_lines, 69_700, 10_455, Start, s_place.Content),
        ["order.placed.v1.no-coupon"] = new OrderPlaced(1001, null, s_lines, 69_700, 0, Start, s_place.Content),
        ["order.placed.v1.expires"] = new OrderPlaced(1001, null, s_lines, 69_700, 0, Start, s_place.Content, Start.AddMinutes(30)),
        ["order.payment-started.v1"] = new PaymentStarted(1001, 2, Start, CommandId),
        ["order.payment-started.v1.no-key"] = new PaymentStarted(1001, 1, Start, null),
        ["order.payment-started.v2"] = new PaymentStarted(1001, 2, Start, CommandId, SagaStep.Apart),
        ["order.payment-started.v3"] = new PaymentStarted(1001, 2, Start, CommandId, SagaStep.Apart, SideBySide: true),
        ["order.payment-completed.v1"] = new PaymentCompleted(1001, 2, CommandId, 59_245, 4001),
        ["order.payment-completed.v1.no-coupon"] = new PaymentCompleted(1001, 1, CommandId, 69_700, null),
        ["order.refund-started.v1"] = new RefundStarted(1001, 1, CommandId, s_refunded, 25_415, true, "찢어진 상자", Start),
        ["order.refund-completed.v1"] = new RefundCompleted(1001, 1, CommandId, s_refunded, 25_415),
        ["order.cancellation-started.v1"] = new CancellationStarted(1001, 2, s_refunded, 25_415, Start),
        ["order.cancelled.v1"] = new OrderCancelled(1001, s_refunded, 25_415, true, Start),
        ["order.cancelled.v1.not-paid"] = new OrderCancelled(1001, [], 0, false, Start),
        ["order.payment-rejected.v1"] = new PaymentRejected(1001, 1, PayOrderStatus.BalanceInsufficient),
    };

    public static Dictionary<string, StoredAnswer> Answers { get; } = new()
    {
        ["place-order.placed"] = new(
            s_place,
            new PlaceOrderOutcome(PlaceOrderStatus.Placed,
                new(OrderId, 1001, OrderStatus.Placed, 69_700, 10_455, 4001, s_lines, null, Start)),
            OrderJson.Default.PlaceOrderOutcome),
        ["cancel-order.cancelled"] = new(
            new CancelOrder(false, CommandId),
            new CancelOrderOutcome(CancelOrderStatus.Cancelled,
                new(OrderId, 1001, OrderStatus.Cancelled, 69_700, 10_455, 4001, s_lines, null, Start, Start.AddMinutes(30),
                    [new(CommandId, s_refunded, 25_415, true, "찢어진 상자", Start)], 59_245, Start, false)),
            OrderJson.Default.CancelOrderOutcome),
        ["cancel-order.not-cancellable"] = new(
            new CancelOrder(false, CommandId), new CancelOrderOutcome(CancelOrderStatus.NotCancellable, null),
                OrderJson.Default.CancelOrderOutcome),
        ["refund-order.refunded"] = new(
            new RefundOrder([new(null, 6001, 1)], true, "찢어진 상자", CommandId),
            new RefundOrderOutcome(RefundOrderStatus.Refunded, CommandId, 25_415, 25_415), OrderJson.Default.RefundOrderOutcome),
        ["pay-order.paid"] = new(
            new PayOrder(CommandId), new PayOrderOutcome(PayOrderStatus.Paid, CommandId, 59_245), OrderJson.Default.PayOrderOutcome),
        ["pay-order.stock-insufficient"] = new(
            new PayOrder(CommandId), new PayOrderOutcome(PayOrderStatus.StockInsufficient, Guid.Empty, 0),
                OrderJson.Default.PayOrderOutcome),
    };
}
