using System.Globalization;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Orders;

/// <summary>What the journal says in the end, added up without the grains' own states.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<Guid, long> _takenBy = [];
    private readonly Dictionary<(Guid Order, long Option), long> _piecesOf = [];

    private Ledger() { }

    public long PaidIn { get; private set; }

    public Dictionary<long, long> Balances { get; } = [];

    public Dictionary<long, (long Supplied, long Sold)> Options { get; } = [];

    /// <summary>Which order uses whose piece.</summary>
    public Dictionary<(long Coupon, long Customer), Guid> CouponUses { get; } = [];

    public Dictionary<Guid, OrderState> Orders { get; } = [];

    public static Ledger Of(IEnumerable<JournalEvent> journal)
    {
        var ledger = new Ledger();
        foreach (var e in journal.Where(e => e.Type != "command.answered"))
            ledger.Take(e, e.Stream[..e.Stream.IndexOf('/', StringComparison.Ordinal)], e.Stream[(e.Stream.IndexOf('/',
                StringComparison.Ordinal) + 1)..]);
        return ledger;
    }

    public long TakenBy(Guid order) => _takenBy.GetValueOrDefault(order);

    public long PiecesOf(Guid order, long option) => _piecesOf.GetValueOrDefault((order, option));

    private void Take(JournalEvent e, string feature, string key)
    {
        switch (feature)
        {
            case "balance":
                Take(long.Parse(key, CultureInfo.InvariantCulture), BalanceEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
            case "product":
                Take(ProductEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
            case "coupon":
                Take(long.Parse(key, CultureInfo.InvariantCulture), CouponEventCodec.Instance.Decode(e.Type, e.Version, e.Payload));
                break;
            case "order":
                var id = Guid.ParseExact(key, "N");
                if (!Orders.TryGetValue(id, out var order))
                    Orders[id] = order = new OrderState();
                var happened = OrderEventCodec.Instance.Decode(e.Type, e.Version, e.Payload);
                Assert.True(
                    order.Completed is null || happened is RefundStarted or RefundCompleted or CancellationStarted or OrderCancelled,
                    $"Order {id}: {e.Type} after it was paid.");
                Assert.True(order.Cancelled is null, $"Order {id}: {e.Type} after it was cancelled.");
                order.Apply(happened);
                break;
        }
    }

    private void Take(long customer, IBalanceEvent e)
    {
        var (amount, paidIn, order) = e switch
        {
            AccountOpened opened => (opened.Balance, opened.Balance, default(Guid)),
            BalanceCharged charged => (charged.Amount, charged.Amount, default),
            BalanceDebited debited => (-debited.Amount, 0, debited.OrderId),
            BalanceRefunded refunded => (refunded.Amount, 0, refunded.OrderId),
            _ => default,
        };
        if (order != default)
            RequireStarted(order);
        PaidIn += paidIn;
        _takenBy[order] = TakenBy(order) - amount;
        Balances[customer] = Balances.GetValueOrDefault(customer) + amount;
        Assert.True(Balances[customer] >= 0, $"Customer {customer} has {Balances[customer]}.");
    }

    private void Take(IProductEvent e)
    {
        switch (e)
        {
            case ProductDefined defined:
                foreach (var option in defined.Options)
                    Options[option.OptionId] = Options.GetValueOrDefault(option.OptionId) with { Supplied = option.Supplied };
                break;
            case StockAdded added:
                Options[added.OptionId] = Options[added.OptionId] with { Supplied = Options[added.OptionId].Supplied + added.Quantity };
                break;
            case StockDeducted deducted:
                Move(deducted.OrderId, deducted.Items, 1);
                break;
            case StockRestored restored:
                Move(restored.OrderId, restored.Items, -1);
                break;
        }
    }

    /// <summary>No step is durable without its payment's start.</summary>
    private void RequireStarted(Guid order) =>
        Assert.True(Orders.GetValueOrDefault(order)?.Payment is not null, $"Order {order} has a step, and its payment had not begun.");

    private void Move(Guid order, IReadOnlyList<StockItem> items, int sign)
    {
        RequireStarted(order);
        foreach (var (option, quantity) in items)
        {
            var (supplied, sold) = Options[option];
            sold += sign * quantity;
            Options[option] = (supplied, sold);
            _piecesOf[(order, option)] = PiecesOf(order, option) + sign * quantity;
            Assert.True(sold >= 0 && sold <= supplied, $"Option {option}: {sold} of {supplied} sold.");
            Assert.True(PiecesOf(order, option) >= 0, $"Option {option}: order {order} gave back more than it took.");
        }
    }

    private void Take(long coupon, ICouponEvent e)
    {
        switch (e)
        {
            case CouponRedeemed redeemed:
                RequireStarted(redeemed.OrderId);
                Assert.True(CouponUses.TryAdd((coupon, redeemed.CustomerId), redeemed.OrderId), $"Coupon {coupon} is used twice.");
                break;
            case CouponRestored restored:
                Assert.True(CouponUses.Remove((coupon, restored.CustomerId), out var user) && user == restored.OrderId,
                    $"Coupon {coupon} is given back by an order that does not have it.");
                break;
        }
    }
}
