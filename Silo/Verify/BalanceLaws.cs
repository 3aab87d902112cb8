using Commerce.Balances;
using Commerce.Journaling;

namespace Commerce.Verify;

/// <summary>What must hold of balances.</summary>
internal sealed class BalanceLaws(Scratch scratch) : IStreamLaws
{
    private readonly Law _entries = new("every entry's balance is the one before it and the amount");
    private readonly Law _positive = new("no balance is negative");
    private readonly Law _conserved = new("balances + paid orders and reservations (+ payments under way) = money put in");
    private Int128 _putIn;
    private Int128 _sum;
    private long _customerId;
    private long _balance;

    public void Begin(StreamName stream) => (_customerId, _balance) = (stream.NumberKey, 0);

    public void Take(JournalRow row, bool told)
    {
        switch (BalanceEventCodec.Instance.Decode(row.Type, row.Version, row.Payload))
        {
            case AccountOpened opened:
                _putIn += opened.Balance;
                Move(opened.Balance, opened.Balance);
                break;
            case BalanceCharged charged:
                _putIn += charged.Amount;
                Move(charged.Amount, charged.BalanceAfter);
                break;
            case BalanceDebited debited:
                scratch.AddMoney(debited.OrderId, _customerId, debited.Amount);
                Move(-debited.Amount, debited.BalanceAfter);
                break;
            case BalanceRefunded refunded:
                scratch.AddMoney(refunded.OrderId, _customerId, -refunded.Amount);
                Move(refunded.Amount, refunded.BalanceAfter);
                break;
        }
    }

    public void End() => _sum += _balance;

    public IEnumerable<Law> Finish(Int128 paid, Int128 underWay)
    {
        _conserved.Check(_sum + paid + underWay == _putIn, () => $"{_sum} + {paid} + {underWay} is not {_putIn}");
        return [_entries, _positive, _conserved];
    }

    private void Move(long amount, long after)
    {
        var expected = _balance + amount;
        _entries.Check(after == expected, () => $"customer {_customerId}: {after} where {expected} is due");
        _positive.Check(after >= 0, () => $"customer {_customerId}: {after}");
        _balance = after;
    }
}
