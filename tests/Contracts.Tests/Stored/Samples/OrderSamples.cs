using Commerce.Orders;
using static Commerce.Stored.StoredSamples;

namespace Commerce.Stored;

internal static class OrderSamples
{
    private static readonly PlaceOrder s_place = new(1001, 4001, [new(5001, 6001, 2), new(5002, null, 1)], 69_700, CommandId);
    private static readonly IReadOnlyList<OrderLine> s_lines = [new(5001, 6001, 2, 29_900), new(5002, 6004, 1, 9_900)];

    public static Dictionary<string, object> Events { get; } = new()
    {
        ["order.placed.v1"] = new OrderPlaced(1001, 4001, s_lines, 69_700, 10_455, Start, s_place.Content),
        ["order.placed.v1.no-coupon"] = new OrderPlaced(1001, null, s_lines, 69_700, 0, Start, s_place.Content),
        ["order.placed.v1.expires"] = new OrderPlaced(1001, null, s_lines, 69_700, 0, Start, s_place.Content, Start.AddMinutes(30)),
        ["order.payment-started.v1"] = new PaymentStarted(1001, 2, Start, CommandId),
        ["order.payment-started.v1.no-key"] = new PaymentStarted(1001, 1, Start, null),
        ["order.payment-started.v2"] = new PaymentStarted(1001, 2, Start, CommandId, SagaStep.Apart),
        ["order.payment-completed.v1"] = new PaymentCompleted(1001, 2, CommandId, 59_245, 4001),
        ["order.payment-completed.v1.no-coupon"] = new PaymentCompleted(1001, 1, CommandId, 69_700, null),
        ["order.payment-rejected.v1"] = new PaymentRejected(1001, 1, PayOrderStatus.BalanceInsufficient),
    };

    public static Dictionary<string, StoredAnswer> Answers { get; } = new()
    {
        ["place-order.placed"] = new(
            s_place,
            new PlaceOrderOutcome(PlaceOrderStatus.Placed,
                new(OrderId, 1001, OrderStatus.Placed, 69_700, 10_455, 4001, s_lines, null, Start)),
            OrderJson.Default.PlaceOrderOutcome),
        ["pay-order.paid"] = new(
            new PayOrder(CommandId), new PayOrderOutcome(PayOrderStatus.Paid, CommandId, 59_245), OrderJson.Default.PayOrderOutcome),
        ["pay-order.stock-insufficient"] = new(
            new PayOrder(CommandId), new PayOrderOutcome(PayOrderStatus.StockInsufficient, Guid.Empty, 0),
                OrderJson.Default.PayOrderOutcome),
    };
}
