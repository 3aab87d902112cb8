using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>
/// What of an order is given back. Pure: state, command and time in; outcome and events out. Each is decided on all before it,
/// so nothing is given back twice, whoever asks at once.
/// </summary>
internal static class OrderReturnRules
{
    public static Decision<RefundOrderOutcome, IOrderEvent> Refund(
        OrderState state, Guid orderId, RefundOrder command, DateTimeOffset now)
    {
        command.Validate();
        if (state.Placement is not { } placed)
            return Refuse(RefundOrderStatus.NotFound);
        if (state.Completed is null)
            return Refuse(RefundOrderStatus.NotPaid);
        var lines = PaidLine.Of(placed);
        var items = new List<RefundedItem>(command.Items.Count);
        for (var i = 0; i < command.Items.Count; i++)
        {
            var asked = command.Items[i];
            if (LineOf(lines, asked, $"items[{i}].productId") is not { } line)
                return Refuse(RefundOrderStatus.ExceedsPaid);
            var before = Returned(state, line) + items.Where(item => IsOf(item, line)).Sum(item => item.Quantity);
            if (asked.Quantity > line.Quantity - before)
                return Refuse(RefundOrderStatus.ExceedsPaid);
            items.Add(new(line.ProductId, line.OptionId, asked.Quantity, line.AmountOf(before, asked.Quantity)));
        }
        var number = state.Returns.Count + 1;
        var started = new RefundStarted(placed.CustomerId, number, SagaStep.Id(orderId, number, "refund"), items,
            items.Sum(item => item.Amount), command.Restock, command.Reason, now);
        return new(
            new(RefundOrderStatus.Refunded, started.RefundId, started.Amount, state.Returns.Sum(given => given.Amount) + started.Amount),
            [started], Begun(state));
    }

    /// <summary>Decides while no payment is under way.</summary>
    public static Decision<CancelOrderOutcome, IOrderEvent> Cancel(
        OrderState state, bool atAnyTime, DateTimeOffset now, TimeSpan cancelWithin)
    {
        if (state.Placement is not { } placed)
            return new(new(CancelOrderStatus.NotFound, null), []);
        if (state.Status == OrderStatus.Cancelled || state.Returns.Any(given => given.IsCancellation))
            return new(new(CancelOrderStatus.Cancelled, null), []);
        if (!atAnyTime && now >= placed.PlacedAt + cancelWithin)
            return new(new(CancelOrderStatus.NotCancellable, null), []);
        if (state.Completed is null)
            return new(new(CancelOrderStatus.Cancelled, null), [new OrderCancelled(placed.CustomerId, [], 0, false, now)]);
        RefundedItem[] left =
        [
            .. from line in PaidLine.Of(placed)
               let before = Returned(state, line)
               where before < line.Quantity
               select new RefundedItem(
                   line.ProductId, line.OptionId, line.Quantity - before, line.AmountOf(before, line.Quantity - before)),
        ];
        return new(new(CancelOrderStatus.Cancelled, null),
            [new CancellationStarted(placed.CustomerId, state.Returns.Count + 1, left, left.Sum(item => item.Amount), now)],
            Begun(state));
    }

    /// <summary>Everything of it is back.</summary>
    public static Decision<OrderReturn, IOrderEvent> End(OrderState state, OrderReturn given, ReturnEnd end)
    {
        var customerId = state.Placement!.CustomerId;
        IOrderEvent ended = given.RefundId is { } refundId
            ? new RefundCompleted(customerId, given.Number, refundId, given.Items, given.Amount)
            : new OrderCancelled(customerId, given.Items, given.Amount, end == ReturnEnd.GivenBackWithCoupon, given.StartedAt);
        return new(given, [ended], state.Returns.Count(other => !other.IsDone) > 1 ? WorkChange.None : WorkChange.Close);
    }

    // While another is under way, the order is listed already, until the last of them has ended.
    private static WorkChange Begun(OrderState state) => state.PendingReturn is null ? WorkChange.Open : WorkChange.None;

    private static long Returned(OrderState state, PaidLine line) =>
        state.Returns.SelectMany(given => given.Items).Where(item => IsOf(item, line)).Sum(item => item.Quantity);

    private static bool IsOf(RefundedItem item, PaidLine line) => (item.ProductId, item.OptionId) == (line.ProductId, line.OptionId);

    private static PaidLine? LineOf(IReadOnlyList<PaidLine> lines, RefundItemRequest asked, string field)
    {
        PaidLine[] found =
            [.. lines.Where(line => line.OptionId == asked.OptionId && line.ProductId == (asked.ProductId ?? line.ProductId))];
        return found.Length > 1
            ? throw new OutOfBoundsException(field, $"{field} is required: more than one product of the order has the option.")
            : found.FirstOrDefault();
    }

    private static Decision<RefundOrderOutcome, IOrderEvent> Refuse(RefundOrderStatus status) => new(new(status, Guid.Empty, 0, 0), []);
}
