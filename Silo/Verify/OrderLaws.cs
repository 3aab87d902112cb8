using Commerce.Orders;

namespace Commerce.Verify;

/// <summary>What must hold of orders, and of what was taken for them.</summary>
internal sealed class OrderLaws
{
    private const string StreamPrefix = "order/";

    private readonly Law _money = new("money is taken for paid orders, exactly their amount, and for no other");
    private readonly Law _pieces = new("pieces are taken for paid orders, exactly those ordered, and for no other");
    private readonly Law _coupons = new("a coupon's piece is used by paid orders only, one each");
    private readonly Law _open = new("the payments under way, and nothing else, are listed as unfinished");
    private readonly Law _turns = new("an order is placed once, its payments start and end in turn, and nothing follows a paid one");
    private readonly Law _known = new("whatever was taken was taken for an order there is");
    private readonly Dictionary<Guid, Facts> _orders = [];

    public Int128 PaidTotal { get; private set; }

    public Int128 TakenByOpenPayments { get; private set; }

    /// <summary>How many orders were placed.</summary>
    public long Total => _orders.Count;

    /// <summary>An order as it ended up, or <see langword="null"/>.</summary>
    public (long CustomerId, OrderStatus Status, long TotalAmount, long DiscountAmount)? Find(Guid orderId) =>
        _orders.TryGetValue(orderId, out var order)
            ? (order.Placed.CustomerId, order.Status, order.Placed.TotalAmount, order.Placed.DiscountAmount)
            : null;

    public void Take(Guid orderId, IOrderEvent e)
    {
        var known = _orders.TryGetValue(orderId, out var order);
        if (e is OrderPlaced placed)
        {
            _turns.Check(!known, () => $"order {orderId} is placed again");
            _orders[orderId] = new Facts(placed, OrderStatus.Placed);
            return;
        }
        // An event of an order that was never placed is a gap in its stream, too; what was taken for it finds no order below.
        if (order is null)
        {
            _turns.Check(false, () => $"order {orderId} was never placed");
            return;
        }
        var (after, inTurn) = e switch
        {
            PaymentStarted => (OrderStatus.Paying, order.Status is OrderStatus.Placed or OrderStatus.Rejected),
            PaymentCompleted => (OrderStatus.Paid, order.Status == OrderStatus.Paying),
            PaymentRejected => (OrderStatus.Rejected, order.Status == OrderStatus.Paying),
            _ => (order.Status, true),
        };
        _turns.Check(inTurn, () => $"order {orderId} is {order.Status} and becomes {after}");
        _orders[orderId] = order with { Status = after };
    }

    public IEnumerable<Law> Finish(BalanceLaws balances, CouponLaws coupons, ProductLaws products, IReadOnlySet<string> openWork)
    {
        foreach (var (orderId, (placed, status)) in _orders)
        {
            var taken = balances.TakenBy(orderId);
            var listed = openWork.Contains($"{StreamPrefix}{orderId:N}");
            _open.Check(listed == (status == OrderStatus.Paying), () => $"order {orderId} is {status}, listed: {listed}");
            if (status == OrderStatus.Paying)
            {
                TakenByOpenPayments += taken;
                continue;
            }
            var paid = status == OrderStatus.Paid;
            var amount = paid ? placed.TotalAmount - placed.DiscountAmount : 0;
            PaidTotal += amount;
            _money.Check(taken == amount, () => $"order {orderId} is {status}: {taken} taken, {amount} due");
            _pieces.Check(Same(products.TakenBy(orderId), paid ? placed : null), () => $"order {orderId} is {status}");
            var pieces = paid && placed.CouponId is not null ? 1 : 0;
            _coupons.Check(coupons.UsedBy(orderId) == pieces, () => $"order {orderId} is {status}: {coupons.UsedBy(orderId)} used, {pieces} due");
        }
        foreach (var orderId in balances.Payers.Concat(coupons.Users).Concat(products.Takers))
            _known.Check(_orders.ContainsKey(orderId), () => $"there is no order {orderId}");
        foreach (var stream in openWork)
            _open.Check(IsOrder(stream), () => $"{stream} is listed");
        return [_turns, _money, _pieces, _coupons, _known, _open];
    }

    private bool IsOrder(string stream) =>
        stream.StartsWith(StreamPrefix, StringComparison.Ordinal)
        && Guid.TryParseExact(stream.AsSpan(StreamPrefix.Length), "N", out var orderId) && _orders.ContainsKey(orderId);

    private static bool Same(IReadOnlyDictionary<(long Product, long Option), long> taken, OrderPlaced? paid)
    {
        var due = (paid?.Lines ?? []).GroupBy(line => (line.ProductId, line.OptionId)).ToDictionary(line => line.Key, line => line.Sum(l => l.Quantity));
        return due.Count == taken.Count && due.All(line => taken.GetValueOrDefault(line.Key) == line.Value);
    }

    private sealed record Facts(OrderPlaced Placed, OrderStatus Status);
}
