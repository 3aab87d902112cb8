using Commerce.Catalog;
using Commerce.Journaling;
using Commerce.Orders;

namespace Commerce.Verify;

/// <summary>What must hold of each order by itself.</summary>
internal sealed class OrderLaws(Scratch scratch, ProductSalesLaws sales) : IStreamLaws
{
    private readonly Law _turns = new(
        "an order is placed once, its payments start and end in turn, and a paid one is only given back or cancelled, once");
    private readonly Law _amounts = new("what is paid for an order is its total less its discount");
    private readonly Law _inTime = new("no payment of an order starts after its time");
    private readonly Law _returned = new("no more is given back of an order than was paid for it, in money and in pieces");
    private readonly Dictionary<(long Product, long Option), long> _left = []; // pieces of the order that were not given back
    private readonly List<(long Product, long Option, long Quantity)> _restocked = [];
    private readonly HashSet<int> _refunding = []; // started and not completed
    private Guid _orderId;
    private OrderPlaced? _placed;
    private OrderFacts _facts = OrderFacts.None;
    private long _leftToReturn; // won
    private long _paidOn; // as sales count days
    private long _lastSale; // the last event that sales are counted by
    private bool _cancelling;

    public IEnumerable<Law> Laws => [_turns, _amounts, _inTime, _returned];

    public void Begin(StreamName stream)
    {
        (_orderId, _placed, _facts, _leftToReturn, _cancelling) = (stream.GuidKey, null, OrderFacts.None, 0, false);
        _left.Clear();
        _restocked.Clear();
        _refunding.Clear();
    }

    public void Take(JournalRow row, bool told)
    {
        var e = OrderEventCodec.Instance.Decode(row.Type, row.Version, row.Payload);
        var orderId = _orderId;
        _facts = _facts with { Told = _facts.Told && told };
        if (e is OrderPlaced placed)
        {
            _turns.Check(_placed is null, () => $"order {orderId} is placed again");
            Place(placed);
            return;
        }
        // An event of an order that was never placed is a gap in its stream, too; what was taken for it finds no order.
        if (_placed is null)
        {
            _turns.Check(false, () => $"order {orderId} was never placed");
            return;
        }
        var before = _facts.Status;
        _turns.Check(IsInTurn(e), () => $"order {orderId} is {before}, and {e.GetType().Name} follows");
        Take(e);
        if (e is PaymentCompleted)
            _paidOn = SalesDay.Of(DateTimeOffset.FromUnixTimeMilliseconds(row.RecordedAt));
        if (e is PaymentCompleted or RefundCompleted or OrderCancelled)
            _lastSale = row.Seq;
        foreach (var (productId, quantity) in SalesOf(e))
            sales.Add(_paidOn, productId, quantity, told);
    }

    public void End()
    {
        if (_placed is not { } placed)
            return;
        var isUnfinished = _facts.Status == OrderStatus.Paying || _cancelling || _refunding.Count > 0;
        scratch.AddOrder(_orderId, _facts with { IsUnfinished = isUnfinished });
        if (!_facts.IsPaid)
            return;
        scratch.AddSale(_orderId, _paidOn, _lastSale);
        foreach (var line in placed.Lines)
            scratch.AddDue(_orderId, line.ProductId, line.OptionId, line.Quantity);
        foreach (var (product, option, quantity) in _restocked)
            scratch.AddDue(_orderId, product, option, -quantity);
    }

    private IEnumerable<(long ProductId, long Quantity)> SalesOf(IOrderEvent e) => e switch
    {
        PaymentCompleted => _placed!.Lines.Select(line => (line.ProductId, line.Quantity)),
        RefundCompleted refund => refund.Items.Select(item => (item.ProductId, -item.Quantity)),
        OrderCancelled cancelled => cancelled.Items.Select(item => (item.ProductId, -item.Quantity)),
        _ => [],
    };

    private void Place(OrderPlaced placed)
    {
        _placed = placed;
        _facts = new(placed.CustomerId, OrderStatus.Placed, placed.TotalAmount, placed.DiscountAmount, placed.CouponId, _facts.Told,
            placed.PlacedAt.ToUnixTimeMilliseconds(), placed.ExpiresAt?.ToUnixTimeMilliseconds());
        foreach (var line in placed.Lines)
            _left[(line.ProductId, line.OptionId)] = _left.GetValueOrDefault((line.ProductId, line.OptionId)) + line.Quantity;
    }

    private bool IsInTurn(IOrderEvent e) => e switch
    {
        PaymentStarted => _facts.Status is OrderStatus.Placed or OrderStatus.Rejected,
        PaymentCompleted or PaymentRejected => _facts.Status == OrderStatus.Paying,
        RefundStarted => _facts.Status == OrderStatus.Paid && !_cancelling,
        RefundCompleted refund => _refunding.Contains(refund.Number),
        CancellationStarted => _facts.Status == OrderStatus.Paid && !_cancelling,
        OrderCancelled => _cancelling || _facts.Status is OrderStatus.Placed or OrderStatus.Rejected,
        _ => true,
    };

    private void Take(IOrderEvent e)
    {
        switch (e)
        {
            case PaymentStarted started:
                if (_placed!.ExpiresAt is { } end)
                    _inTime.Check(started.StartedAt < end, () => $"order {_orderId}: a payment of {started.StartedAt:O}, after {end:O}");
                _facts = _facts with { Status = OrderStatus.Paying };
                break;
            case PaymentCompleted paid:
                _leftToReturn = _facts.TotalAmount - _facts.DiscountAmount;
                _amounts.Check(paid.Amount == _leftToReturn, () => $"order {_orderId}: {paid.Amount} paid, {_leftToReturn} due");
                _facts = _facts with { Status = OrderStatus.Paid, IsPaid = true };
                break;
            case PaymentRejected:
                _facts = _facts with { Status = OrderStatus.Rejected };
                break;
            case RefundStarted refund:
                _refunding.Add(refund.Number);
                Return(refund.Items, refund.Amount, refund.Restock);
                break;
            case RefundCompleted refund:
                _refunding.Remove(refund.Number);
                break;
            case CancellationStarted cancellation:
                _cancelling = true;
                Return(cancellation.Items, cancellation.Amount, restock: true);
                break;
            case OrderCancelled cancelled:
                (_cancelling, _facts) = (false, _facts with
                {
                    Status = OrderStatus.Cancelled,
                    CouponId = cancelled.CouponReturned ? null : _facts.CouponId,
                });
                break;
        }
    }

    private void Return(IReadOnlyList<RefundedItem> items, long amount, bool restock)
    {
        _leftToReturn -= amount;
        _facts = _facts with { ReturnedAmount = _facts.ReturnedAmount + amount };
        _returned.Check(_leftToReturn >= 0 && amount == items.Sum(item => item.Amount),
            () => $"order {_orderId}: {amount} won given back, {_leftToReturn} left of what was paid");
        foreach (var item in items)
        {
            var left = _left.GetValueOrDefault((item.ProductId, item.OptionId)) - item.Quantity;
            _left[(item.ProductId, item.OptionId)] = left;
            _returned.Check(left >= 0, () => $"order {_orderId}: {-left} pieces of option {item.OptionId} too many given back");
            if (restock)
                _restocked.Add((item.ProductId, item.OptionId, item.Quantity));
        }
    }
}
