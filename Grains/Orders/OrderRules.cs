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
    public static Decision<PlaceOrderOutcome, IOrderEvent> Place(
        OrderState state, Guid orderId, PlaceOrder command, OrderQuote quote, DateTimeOffset now)
    {
        command.Validate();
        Require.OrderId(orderId);
        if (state.Placement is { } placement)
        {
            return placement.Content == command.Content
                ? new(new(PlaceOrderStatus.Placed, Order(orderId, placement, OrderStatus.Placed, null)), []) // as it was answered then
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
        if (CouponRefusal(command, quote, now) is { } refusal)
            return Refuse(refusal);

        var discount = quote.Coupon is { } coupon ? CouponRules.DiscountOf(coupon.DiscountType, coupon.DiscountAmount, total) : 0;
        var placed = new OrderPlaced(command.CustomerId, command.CouponId, lines, total, discount, now, command.Content);
        return new(new(PlaceOrderStatus.Placed, Order(orderId, placed, OrderStatus.Placed, null)), [placed]);
    }

    /// <summary>What is answered without a payment; <see langword="null"/> when one is to be started or joined.</summary>
    public static PayOrderOutcome? AnswerWithoutPayment(OrderState state, PayOrder command)
    {
        if (state.Placement is null)
            return new(PayOrderStatus.NotFound, Guid.Empty, 0);
        // A payment that was refused had no effect: it is tried again, under the same key, too.
        var own = command.CommandId is { } id && state.Payment?.CommandId == id;
        return state switch
        {
            { Completed: { } completed } => own
                ? new(PayOrderStatus.Paid, completed.PaymentId, completed.Amount)
                : new(PayOrderStatus.AlreadyPaid, Guid.Empty, 0),
            _ => null,
        };
    }

    public static Decision<PaymentStarted, IOrderEvent> StartPayment(OrderState state, Guid? commandId, DateTimeOffset now)
    {
        if (state.Status == OrderStatus.Paying)
            return new(state.Payment!, []);
        var started = new PaymentStarted(state.Placement!.CustomerId, (state.Payment?.Attempt ?? 0) + 1, now, commandId, SagaStep.Apart);
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

    public static Order? Order(OrderState state, Guid orderId) =>
        state.Placement is { } placed ? Order(orderId, placed, state.Status, state.Rejection) : null;

    private static Order Order(Guid orderId, OrderPlaced placed, OrderStatus status, PayOrderStatus? rejection) =>
        new(orderId, placed.CustomerId, status, placed.TotalAmount, placed.DiscountAmount, placed.CouponId, placed.Lines, rejection,
            placed.PlacedAt);

    private static PlaceOrderStatus? CouponRefusal(PlaceOrder command, OrderQuote quote, DateTimeOffset now)
    {
        if (command.CouponId is null)
            return null;
        if (quote.Coupon is not { } coupon)
            return PlaceOrderStatus.CouponNotFound;
        return quote.Holding is { RedeemedBy: null } && CouponRules.IsOpen(coupon.StartedAt, coupon.ExpiredAt, now)
            ? null
            : PlaceOrderStatus.CouponUnavailable;
    }

    private static Decision<PlaceOrderOutcome, IOrderEvent> Refuse(PlaceOrderStatus status) => new(new(status, null), []);
}
