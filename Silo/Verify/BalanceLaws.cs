using Commerce.Balances;

namespace Commerce.Verify;

/// <summary>What must hold of balances.</summary>
internal sealed class BalanceLaws
{
    private readonly Law _entries = new("every entry's balance is the one before it and the amount");
    private readonly Law _positive = new("no balance is negative");
    private readonly Law _conserved = new("balances + paid orders (+ payments under way) = money put in");
    private readonly Dictionary<long, long> _balances = [];
    private readonly Dictionary<Guid, long> _takenBy = [];
    private Int128 _putIn;

    /// <summary>Won taken for an order and not given back.</summary>
    public long TakenBy(Guid orderId) => _takenBy.GetValueOrDefault(orderId);

    /// <summary>Orders that money was taken for.</summary>
    public IEnumerable<Guid> Payers => _takenBy.Where(taken => taken.Value != 0).Select(taken => taken.Key);

    public void Take(long customerId, IBalanceEvent e)
    {
        switch (e)
        {
            case AccountOpened opened:
                _putIn += opened.Balance;
                Move(customerId, opened.Balance, opened.Balance);
                break;
            case BalanceCharged charged:
                _putIn += charged.Amount;
                Move(customerId, charged.Amount, charged.BalanceAfter);
                break;
            case BalanceDebited debited:
                _takenBy[debited.OrderId] = TakenBy(debited.OrderId) + debited.Amount;
                Move(customerId, -debited.Amount, debited.BalanceAfter);
                break;
            case BalanceRefunded refunded:
                _takenBy[refunded.OrderId] = TakenBy(refunded.OrderId) - refunded.Amount;
                Move(customerId, refunded.Amount, refunded.BalanceAfter);
                break;
        }
    }

    public IEnumerable<Law> Finish(Int128 paid, Int128 underWay)
    {
        var sum = _balances.Values.Aggregate((Int128)0, (total, balance) => total + balance);
        _conserved.Check(sum + paid + underWay == _putIn, () => $"{sum} + {paid} + {underWay} is not {_putIn}");
        return [_entries, _positive, _conserved];
    }

    private void Move(long customerId, long amount, long after)
    {
        var expected = _balances.GetValueOrDefault(customerId) + amount;
        _entries.Check(after == expected, () => $"customer {customerId}: {after} where {expected} is due");
        _positive.Check(after >= 0, () => $"customer {customerId}: {after}");
        _balances[customerId] = after;
    }
}
