using Commerce.Orders;

namespace Commerce.Verify;

/// <summary>What must hold of orders, and of what was taken for them.</summary>
internal sealed class OrderLaws
{
    private readonly Law _money = new("money is taken for paid orders, exactly their amount, and for no other");
    private readonly Law _pieces = new("pieces are taken for paid orders, exactly those ordered, and for no other");
    private readonly Law _coupons = new("a coupon's piece is used by paid orders only, one each");
    private readonly Law _open = new("the payments under way, and nothing else, are listed as unfinished");
    private readonly Law _known = new("whatever was taken was taken for an order there is");
    private readonly Dictionary<Guid, Facts> _orders = [];

    public Int128 PaidTotal { get; private set; }

    public Int128 TakenByOpenPayments { get; private set; }

    public long Count(OrderStatus status) => _orders.Values.LongCount(order => order.Status == status);

    public void Take(Guid orderId, IOrderEvent e)
    {
        switch (e)
        {
            case OrderPlaced placed:
                _orders[orderId] = new Facts(placed, OrderStatus.Placed);
                break;
            case PaymentStarted:
                _orders[orderId] = _orders[orderId] with { Status = OrderStatus.Paying };
                break;
            case PaymentCompleted:
                _orders[orderId] = _orders[orderId] with { Status = OrderStatus.Paid };
                break;
            case PaymentRejected:
                _orders[orderId] = _orders[orderId] with { Status = OrderStatus.Rejected };
                break;
        }
    }

    public IEnumerable<Law> Finish(BalanceLaws balances, CouponLaws coupons, ProductLaws products, IReadOnlySet<string> openWork)
    {
        foreach (var (orderId, (placed, status)) in _orders)
        {
            var taken = balances.TakenBy(orderId);
            var listed = openWork.Contains($"order/{orderId:N}");
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
            _open.Check(stream.StartsWith("order/", StringComparison.Ordinal) && _orders.ContainsKey(Guid.ParseExact(stream.AsSpan(6), "N")), () => $"{stream} is listed");
        return [_money, _pieces, _coupons, _known, _open];
    }

    private static bool Same(IReadOnlyDictionary<(long Product, long Option), long> taken, OrderPlaced? paid)
    {
        var due = (paid?.Lines ?? []).GroupBy(line => (line.ProductId, line.OptionId)).ToDictionary(line => line.Key, line => line.Sum(l => l.Quantity));
        return due.Count == taken.Count && due.All(line => taken.GetValueOrDefault(line.Key) == line.Value);
    }

    private sealed record Facts(OrderPlaced Placed, OrderStatus Status);
}
