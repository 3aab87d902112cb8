using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>What a placement is decided on: the answers of the customer, the products and the coupon at this moment.</summary>
/// <param name="CustomerExists">Whether the customer is known.</param>
/// <param name="Products">The products found, by id.</param>
/// <param name="Coupon">The coupon asked for; <see langword="null"/> when none was, or there is none.</param>
/// <param name="Holding">The customer's piece of it.</param>
internal sealed record OrderQuote(
    bool CustomerExists, IReadOnlyDictionary<long, Product> Products, CouponCampaign? Coupon, CouponHolding? Holding);

/// <summary>The decisions of an order. Pure: state, command, answers and time in; outcome and events out.</summary>
internal static class OrderRules
{
    private static readonly TimeSpan s_answersHold = TimeSpan.FromSeconds(1);

    /// <summary>Refuses one more order of a customer who has as many open as a customer may.</summary>
    public static Decision<PlaceOrderOutcome, IOrderEvent> TooManyOpen => Refuse(PlaceOrderStatus.TooManyOpen);

    public static Decision<PlaceOrderOutcome, IOrderEvent> Place(
        OrderState state, Guid orderId, PlaceOrder command, OrderQuote quote, DateTimeOffset now, TimeSpan payWithin)
    {
        command.Validate();
        Require.OrderId(orderId);
        if (state.Placement is { } placement)
        {
            return placement.Content == command.Content
                ? new(new(PlaceOrderStatus.Placed, Order(orderId, placement, OrderStatus.Placed, null, payWithin)), []) // as then
                : Refuse(PlaceOrderStatus.OrderIdTaken);
        }
        if (!quote.CustomerExists)
            return Refuse(PlaceOrderStatus.CustomerNotFound);

        if (command.Items.Any(item => !quote.Products.ContainsKey(item.ProductId)))
            return Refuse(PlaceOrderStatus.ProductNotFound);
        var lines = new List<OrderLine>(command.Items.Count);
        foreach (var item in command.Items)
        {
            if (quote.Products[item.ProductId].Options.FirstOrDefault(option => item.OptionId is null
                || option.OptionId == item.OptionId) is not { } option)
                return Refuse(PlaceOrderStatus.OptionNotFound);
            lines.Add(new(item.ProductId, option.OptionId, item.Quantity, option.Price));
        }

        var total = lines.Aggregate(0L, (sum, line) => checked(sum + line.Price * line.Quantity));
        if (command.ExpectedTotal is { } expected && expected != total)
            return Refuse(PlaceOrderStatus.TotalAmountMismatch);
        var discount = quote.Coupon is { } coupon ? CouponRules.DiscountOf(coupon.DiscountType, coupon.DiscountAmount, total) : 0;
        if (CouponRefusal(command, quote, discount, now) is { } refusal)
            return Refuse(refusal);

        var placed = new OrderPlaced(command.CustomerId, command.CouponId, lines, total, discount, now, command.Content,
            now + payWithin);
        return new(new(PlaceOrderStatus.Placed, Order(orderId, placed, OrderStatus.Placed, null, payWithin)), [placed]);
    }

    /// <summary>Whether the order is another's than the customer who asks, and so is not there for that one.</summary>
    public static bool IsAnothers(OrderState state, long? onBehalfOf) =>
        onBehalfOf is { } customer && state.Placement is { } placed && placed.CustomerId != customer;

    /// <summary>What is answered without a payment; <see langword="null"/> when one is to be started or joined.</summary>
    public static PayOrderOutcome? AnswerWithoutPayment(OrderState state, PayOrder command, DateTimeOffset now, TimeSpan payWithin)
    {
        if (state.Placement is null)
            return new(PayOrderStatus.NotFound, Guid.Empty, 0);
        // A payment that was refused had no effect: it is tried again, under the same key, too.
        var own = command.CommandId is { } id && state.Payment?.CommandId == id;
        return state switch
        {
            { Completed: { } completed } when own => new(PayOrderStatus.Paid, completed.PaymentId, completed.Amount),
            { Cancelled: not null } => new(PayOrderStatus.Cancelled, Guid.Empty, 0),
            { Completed: not null } => new(PayOrderStatus.AlreadyPaid, Guid.Empty, 0),
            _ when StatusAt(state, now, payWithin) == OrderStatus.Expired => new(PayOrderStatus.Expired, Guid.Empty, 0),
            _ => null,
        };
    }

    /// <summary>
    /// Until when a payment may ask for everything at once: for a moment after its products answered that they have enough. Else it asks
    /// for the stock first, for money that is taken in vain is two entries in its customer's ledger.
    /// </summary>
    public static DateTimeOffset SideBySideUntil(
        IReadOnlyList<OrderLine> lines, IReadOnlyDictionary<long, Product> products, DateTimeOffset now)
    {
        var isEnough = lines.GroupBy(line => (line.ProductId, line.OptionId)).All(ordered =>
            products.GetValueOrDefault(ordered.Key.ProductId)?.Options.FirstOrDefault(option => option.OptionId == ordered.Key.OptionId)
                is { } option && option.Stock >= ordered.Sum(line => line.Quantity));
        return isEnough ? now + s_answersHold : DateTimeOffset.MinValue;
    }

    public static Decision<PaymentStarted, IOrderEvent> StartPayment(
        OrderState state, Guid? commandId, DateTimeOffset now, bool sideBySide)
    {
        if (state.Status == OrderStatus.Paying)
            return new(state.Payment!, []);
        var started = new PaymentStarted(state.Placement!.CustomerId, (state.Payment?.Attempt ?? 0) + 1, now, commandId, SagaStep.Apart,
            sideBySide ? true : null);
        return new(started, [started], WorkChange.Open);
    }

    public static Decision<PayOrderOutcome, IOrderEvent> EndPayment(OrderState state, Guid orderId, PayOrderStatus result)
    {
        var (placement, payment) = (state.Placement!, state.Payment!);
        if (result != PayOrderStatus.Paid)
        {
            return new(new(result, Guid.Empty, 0),
                [new PaymentRejected(placement.CustomerId, payment.Attempt, result)], WorkChange.Close);
        }
        var completed = new PaymentCompleted(placement.CustomerId, payment.Attempt, SagaStep.Id(orderId, payment.Attempt, "payment",
            payment.StepIds),
            placement.TotalAmount - placement.DiscountAmount, placement.CouponId);
        return new(new(PayOrderStatus.Paid, completed.PaymentId, completed.Amount), [completed], WorkChange.Close);
    }

    /// <summary>Where the order is at a moment: nothing has to happen for its time to be over.</summary>
    public static OrderStatus StatusAt(OrderState state, DateTimeOffset now, TimeSpan payWithin) =>
        state.Status is OrderStatus.Placed or OrderStatus.Rejected && state.Placement is { } placed && now >= EndOf(placed, payWithin)
            ? OrderStatus.Expired
            : state.Status;

    public static Order? Order(OrderState state, Guid orderId, DateTimeOffset now, TimeSpan payWithin)
    {
        if (state.Placement is not { } placed)
            return null;
        // What was begun and has not come to its end has not happened, for whoever reads.
        var given = state.Returns.Where(given => given.IsDone).ToList();
        var refunds = given.Where(refund => !refund.IsCancellation).Select(refund => new OrderRefund(
            refund.RefundId!.Value, refund.Items, refund.Amount, refund.Restock, refund.Reason!, refund.StartedAt)).ToList();
        return Order(orderId, placed, StatusAt(state, now, payWithin), state.Rejection, payWithin) with
        {
            Refunds = refunds.Count > 0 ? refunds : null,
            RefundedAmount = given.Count > 0 ? given.Sum(part => part.Amount) : null,
            CancelledAt = state.Cancelled?.CancelledAt,
            IsUnfinished = state.IsUnfinished,
        };
    }

    /// <summary>A paid order as it was when it was paid, without what was given back since.</summary>
    public static Order OrderAsPaid(OrderState state, Guid orderId, TimeSpan payWithin) =>
        Order(orderId, state.Placement!, OrderStatus.Paid, state.Rejection, payWithin);

    private static Order Order(
        Guid orderId, OrderPlaced placed, OrderStatus status, PayOrderStatus? rejection, TimeSpan payWithin) =>
        new(orderId, placed.CustomerId, status, placed.TotalAmount, placed.DiscountAmount, placed.CouponId, placed.Lines, rejection,
            placed.PlacedAt, EndOf(placed, payWithin));

    private static DateTimeOffset EndOf(OrderPlaced placed, TimeSpan payWithin) => placed.ExpiresAt ?? placed.PlacedAt + payWithin;

    private static PlaceOrderStatus? CouponRefusal(PlaceOrder command, OrderQuote quote, long discount, DateTimeOffset now)
    {
        if (command.CouponId is null)
            return null;
        if (quote.Coupon is not { } coupon)
            return PlaceOrderStatus.CouponNotFound;
        // A piece that would take nothing off is not spent on it.
        return discount > 0 && quote.Holding is { RedeemedBy: null }
            && CouponRules.IsUsable(coupon.StartedAt, coupon.ExpiredAt, coupon.UsableUntil, now)
            ? null
            : PlaceOrderStatus.CouponUnavailable;
    }

    private static Decision<PlaceOrderOutcome, IOrderEvent> Refuse(PlaceOrderStatus status) => new(new(status, null), []);
}
