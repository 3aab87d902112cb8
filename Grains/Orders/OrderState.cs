using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>What of an order would be saved in snapshots; orders are short enough to have none.</summary>
internal sealed record SavedOrder(
    OrderPlaced? Placement, PaymentStarted? Payment, PaymentCompleted? Completed, PayOrderStatus? Rejection,
    IReadOnlyList<OrderReturn>? Returns = null, OrderCancelled? Cancelled = null);

/// <summary>An order, its latest payment, and what was given back of it.</summary>
internal sealed class OrderState() : JsonState<IOrderEvent, SavedOrder>(OrderJson.Default.SavedOrder)
{
    private readonly List<OrderReturn> _returns = [];

    /// <summary>What was ordered, or <see langword="null"/> while there is no order.</summary>
    public OrderPlaced? Placement { get; private set; }

    /// <summary>The latest payment, under way or ended.</summary>
    public PaymentStarted? Payment { get; private set; }

    /// <summary>The payment that succeeded.</summary>
    public PaymentCompleted? Completed { get; private set; }

    /// <summary>Why the latest payment was refused.</summary>
    public PayOrderStatus? Rejection { get; private set; }

    /// <summary>What was given back or is about to be, in the order in which it was decided.</summary>
    public IReadOnlyList<OrderReturn> Returns => _returns;

    /// <summary>What is to be given back next, or <see langword="null"/>.</summary>
    public OrderReturn? PendingReturn => _returns.Find(given => !given.IsDone);

    /// <summary>The cancellation, when it came to its end.</summary>
    public OrderCancelled? Cancelled { get; private set; }

    /// <summary>Whether something was begun that has to come to an end.</summary>
    public bool IsUnfinished => Status == OrderStatus.Paying || PendingReturn is not null;

    public OrderStatus Status =>
        Cancelled is not null ? OrderStatus.Cancelled
        : Completed is not null ? OrderStatus.Paid
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
            case RefundStarted started:
                _returns.Add(OrderReturn.Of(started));
                break;
            case CancellationStarted started:
                _returns.Add(OrderReturn.Of(started));
                break;
            case RefundCompleted completed:
                End(given => given.Number == completed.Number);
                break;
            case OrderCancelled cancelled:
                Cancelled = cancelled;
                End(given => given.IsCancellation);
                break;
            default:
                throw new NotSupportedException($"An order has no event {e.GetType().Name}.");
        }
    }

    protected override SavedOrder Save() => new(Placement, Payment, Completed, Rejection, _returns, Cancelled);

    protected override void Load(SavedOrder saved)
    {
        (Placement, Payment, Completed, Rejection, Cancelled) =
            (saved.Placement, saved.Payment, saved.Completed, saved.Rejection, saved.Cancelled);
        _returns.AddRange(saved.Returns ?? []);
    }

    private void End(Predicate<OrderReturn> which)
    {
        if (_returns.FindIndex(which) is >= 0 and var i)
            _returns[i] = _returns[i] with { IsDone = true };
    }
}
