using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>What of an order would be saved in snapshots; orders are short enough to have none.</summary>
internal sealed record SavedOrder(OrderPlaced? Placement, PaymentStarted? Payment, PaymentCompleted? Completed, PayOrderStatus? Rejection);

/// <summary>An order and its latest payment.</summary>
internal sealed class OrderState() : JsonState<IOrderEvent, SavedOrder>(OrderJson.Default.SavedOrder)
{
    /// <summary>What was ordered, or <see langword="null"/> while there is no order.</summary>
    public OrderPlaced? Placement { get; private set; }

    /// <summary>The latest payment, under way or ended.</summary>
    public PaymentStarted? Payment { get; private set; }

    /// <summary>The payment that succeeded.</summary>
    public PaymentCompleted? Completed { get; private set; }

    /// <summary>Why the latest payment was refused.</summary>
    public PayOrderStatus? Rejection { get; private set; }

    public OrderStatus Status =>
        Completed is not null ? OrderStatus.Paid
        : Rejection is not null ? OrderStatus.Rejected
        : Payment is not null ? OrderStatus.Paying
        : OrderStatus.Placed;

    protected override void Fold(IOrderEvent e)
    {
        switch (e)
        {
            case OrderPlaced placed:
                Placement = placed;
                break;
            case PaymentStarted started:
                (Payment, Rejection) = (started, null);
                break;
            case PaymentCompleted completed:
                Completed = completed;
                break;
            case PaymentRejected rejected:
                Rejection = rejected.Reason;
                break;
            default:
                throw new NotSupportedException($"An order has no event {e.GetType().Name}.");
        }
    }

    protected override SavedOrder Save() => new(Placement, Payment, Completed, Rejection);

    protected override void Load(SavedOrder saved) =>
        (Placement, Payment, Completed, Rejection) = (saved.Placement, saved.Payment, saved.Completed, saved.Rejection);
}
