using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Outbox;

namespace Commerce.Projections;

/// <summary>A shop's life as events, and what the read tables must say of it.</summary>
internal sealed class ShopHistory
{
    private const int Customers = 6;
    private const int Orders = 25;
    private const long CouponId = 4001;

    /// <summary>The day of it all, as sales count days.</summary>
    public const long Day = 1_700_000_000 / 86_400;

    private static readonly DateTimeOffset s_start = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);

    private readonly Dictionary<string, List<IntegrationEvent>> _subjects = [];
    private readonly Dictionary<long, Guid?> _uses = [];
    private readonly List<ListedOrder> _orders = [];
    private readonly Dictionary<long, long> _sold = [];
    private int _clock;

    public ShopHistory(Random random)
    {
        for (var product = 1; product <= 3; product++)
            Add(new ProductDefined($"product {product}", 1_000, [new(product, "one size", 0, 10)]), product);
        Add(new CouponDefined("coupon", null, DiscountType.Fixed, 100, 100, s_start, s_start.AddDays(1)));
        // Half of them one by one, half together.
        for (var customer = 1; customer <= Customers / 2; customer++)
            Add(new CouponIssued(customer, customer, Tick()));
        Add(new CouponPiecesIssued(Customers / 2 + 1, [.. CustomerIds.Skip(Customers / 2)], Tick()));
        foreach (var customer in CustomerIds)
            _uses[customer] = null;
        for (var i = 0; i < Orders; i++)
            Order(random.Next(1, Customers + 1), random);
    }

    public IReadOnlyDictionary<string, List<IntegrationEvent>> Subjects => _subjects;

    /// <summary>The first events of all orders, by which the journal tells what was ordered.</summary>
    public IEnumerable<IntegrationEvent> Placements =>
        _subjects.Values.Select(events => events[0]).Where(e => e.Type == OrderEventCodec.Placed);

    /// <summary>Products with pieces sold and not given back, the most sold first.</summary>
    public IEnumerable<ProductSales> Sales => _sold.Where(sold => sold.Value > 0)
        .OrderByDescending(sold => sold.Value).ThenBy(sold => sold.Key).Select(sold => new ProductSales(sold.Key, sold.Value));

    public IEnumerable<ListedOrder> OrdersOf(long customer) =>
        _orders.Where(listed => listed.Order.CustomerId == customer).OrderByDescending(listed => listed.Order.PlacedAt);

    public static IEnumerable<long> CustomerIds => Enumerable.Range(1, Customers).Select(customer => (long)customer);

    public IssuedCouponStatus StatusOf(long customer) => _uses[customer] is not { } user ? IssuedCouponStatus.Issued
        : _orders.Single(listed => listed.Order.OrderId == user).Order.Status is OrderStatus.Paid or OrderStatus.Cancelled
            ? IssuedCouponStatus.Used
        : IssuedCouponStatus.Reserved;

    private void Order(long customer, Random random)
    {
        var id = Guid.CreateVersion7(Tick());
        var coupon = _uses[customer] is null && random.Next(2) == 0 ? CouponId : (long?)null;
        var (total, discount, placedAt) = (random.Next(1, 1_000), coupon is null ? 0 : 10, Tick());
        OrderLine[] lines = [.. Enumerable.Range(1, 3).Where(_ => random.Next(2) == 0).Select(product =>
            new OrderLine(product, product, random.Next(1, 5), 10))];
        // Orders of 0.1.0 have no end.
        var expiresAt = random.Next(4) == 0 ? (DateTimeOffset?)null : placedAt.AddSeconds(random.Next(1, 1_000));
        Add(id, new OrderPlaced(customer, coupon, lines, total, discount, placedAt, "content", expiresAt));
        var status = OrderStatus.Placed;
        for (var attempt = 1; attempt <= random.Next(3) && status != OrderStatus.Paid; attempt++)
            status = Pay(id, customer, coupon, attempt, random);
        if (status == OrderStatus.Paid)
            status = AfterPayment(id, customer, coupon, lines, random);
        else if (status != OrderStatus.Paying && random.Next(4) == 0)
        {
            Add(id, new OrderCancelled(customer, [], 0, false, Tick()));
            status = OrderStatus.Cancelled;
        }
        _orders.Add(new(new(id, customer, status, total, discount, placedAt), expiresAt));
    }

    private OrderStatus Pay(Guid order, long customer, long? coupon, int attempt, Random random)
    {
        Add(order, new PaymentStarted(customer, attempt, Tick(), null));
        if (coupon is not null)
            Use(customer, order);
        switch (random.Next(3))
        {
            case 0:
                return OrderStatus.Paying;
            case 1:
                if (coupon is not null)
                    Restore(customer, order);
                Add(order, new PaymentRejected(customer, attempt, PayOrderStatus.BalanceInsufficient));
                return OrderStatus.Rejected;
            default:
                Add(order, new PaymentCompleted(customer, attempt, Guid.NewGuid(), 1, coupon));
                return OrderStatus.Paid;
        }
    }

    /// <summary>Some of it is refunded, all of it or nothing; some orders are cancelled then.</summary>
    private OrderStatus AfterPayment(Guid order, long customer, long? coupon, OrderLine[] lines, Random random)
    {
        var left = lines.ToDictionary(line => line.ProductId, line => line.Quantity);
        foreach (var (product, quantity) in left)
            _sold[product] = _sold.GetValueOrDefault(product) + quantity;
        var number = 1;
        foreach (var line in lines.Where(_ => random.Next(3) == 0))
        {
            RefundedItem[] items = [new(line.ProductId, line.OptionId, random.NextInt64(1, line.Quantity + 1), 10)];
            Add(order, new RefundStarted(customer, number, order, items, 10, true, "reason", Tick()));
            if (random.Next(4) == 0)
                return OrderStatus.Paid; // its end is not told yet
            Add(order, new RefundCompleted(customer, number++, order, items, 10));
            Return(items);
        }
        if (random.Next(3) > 0)
            return OrderStatus.Paid;
        RefundedItem[] rest = [.. left.Where(product => product.Value > 0).Select(product =>
            new RefundedItem(product.Key, product.Key, product.Value, 10))];
        var isReturned = coupon is not null && random.Next(2) == 0;
        Add(order, new CancellationStarted(customer, number, rest, 10, Tick()));
        if (isReturned)
            Restore(customer, order);
        Add(order, new OrderCancelled(customer, rest, 10, isReturned, Tick()));
        Return(rest);
        return OrderStatus.Cancelled;

        void Return(RefundedItem[] items)
        {
            foreach (var item in items)
            {
                left[item.ProductId] -= item.Quantity;
                _sold[item.ProductId] -= item.Quantity;
            }
        }
    }

    private void Use(long customer, Guid order)
    {
        if (_uses[customer] == order)
            return;
        Add(new CouponRedeemed(customer, order, 10));
        _uses[customer] = order;
    }

    private void Restore(long customer, Guid order)
    {
        Add(new CouponRestored(customer, order));
        _uses[customer] = null;
    }

    private void Add(IProductEvent e, long product) => Add($"product/{product}", ProductEventCodec.Instance.Encode(e));

    private void Add(ICouponEvent e) => Add($"coupon/{CouponId}", CouponEventCodec.Instance.Encode(e));

    private void Add(Guid order, IOrderEvent e) => Add($"order/{order:N}", OrderEventCodec.Instance.Encode(e));

    private void Add(string subject, StoredEvent stored)
    {
        if (!_subjects.TryGetValue(subject, out var events))
            _subjects[subject] = events = [];
        events.Add(new(Guid.CreateVersion7(), stored.Type, stored.Version, subject, events.Count + 1, Tick(), stored.Payload));
    }

    private DateTimeOffset Tick() => s_start.AddSeconds(++_clock);
}
