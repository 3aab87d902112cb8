using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Verify;

/// <summary>What must hold of each order by itself.</summary>
internal sealed class OrderLaws(Scratch scratch) : IStreamLaws
{
    private readonly Law _turns = new("an order is placed once, its payments start and end in turn, and nothing follows a paid one");
    private readonly Law _amounts = new("what is paid for an order is its total less its discount");
    private readonly Law _inTime = new("no payment of an order starts after its time");
    private Guid _orderId;
    private OrderPlaced? _placed;
    private OrderStatus _status;
    private bool _told;

    public IEnumerable<Law> Laws => [_turns, _amounts, _inTime];

    public void Begin(StreamName stream) => (_orderId, _placed, _status, _told) = (stream.GuidKey, null, OrderStatus.Placed, true);

    public void Take(JournalRow row, bool told)
    {
        var e = OrderEventCodec.Instance.Decode(row.Type, row.Version, row.Payload);
        var orderId = _orderId;
        _told &= told;
        if (e is OrderPlaced placed)
        {
            _turns.Check(_placed is null, () => $"order {orderId} is placed again");
            (_placed, _status) = (placed, OrderStatus.Placed);
            return;
        }
        // An event of an order that was never placed is a gap in its stream, too; what was taken for it finds no order.
        if (_placed is null)
        {
            _turns.Check(false, () => $"order {orderId} was never placed");
            return;
        }
        var before = _status;
        var (after, inTurn) = e switch
        {
            PaymentStarted => (OrderStatus.Paying, before is OrderStatus.Placed or OrderStatus.Rejected),
            PaymentCompleted => (OrderStatus.Paid, before == OrderStatus.Paying),
            PaymentRejected => (OrderStatus.Rejected, before == OrderStatus.Paying),
            _ => (before, true),
        };
        if (e is PaymentCompleted paid)
        {
            var due = _placed.TotalAmount - _placed.DiscountAmount;
            _amounts.Check(paid.Amount == due, () => $"order {orderId}: {paid.Amount} paid, {due} due");
        }
        if (e is PaymentStarted started && _placed.ExpiresAt is { } end)
            _inTime.Check(started.StartedAt < end, () => $"order {orderId}: a payment started at {started.StartedAt}, the end was {end}");
        _turns.Check(inTurn, () => $"order {orderId} is {before} and becomes {after}");
        _status = after;
    }

    public void End()
    {
        if (_placed is not { } placed)
            return;
        scratch.AddOrder(_orderId,
            new(placed.CustomerId, _status, placed.TotalAmount, placed.DiscountAmount, placed.CouponId is not null, _told));
        if (_status != OrderStatus.Paid)
            return;
        foreach (var line in placed.Lines)
            scratch.AddDue(_orderId, line.ProductId, line.OptionId, line.Quantity);
    }
}
