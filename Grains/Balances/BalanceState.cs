using Commerce.Journaling;

namespace Commerce.Balances;

/// <summary>What of an account is saved in snapshots.</summary>
internal sealed record SavedBalance(string? Username, long Balance);

/// <summary>An account: its name and its balance. The ledger is the journal itself.</summary>
internal sealed class BalanceState() : JsonState<IBalanceEvent, SavedBalance>(BalanceJson.Default.SavedBalance)
{
    /// <summary>The customer's name, or <see langword="null"/> while the customer is not known.</summary>
    public string? Username { get; private set; }

    /// <summary>Won; never negative.</summary>
    public long Balance { get; private set; }

    protected override void Fold(IBalanceEvent e)
    {
        switch (e)
        {
            case AccountOpened opened:
                (Username, Balance) = (opened.Username, opened.Balance);
                break;
            case AccountRenamed renamed:
                Username = renamed.Username;
                break;
            case BalanceCharged charged:
                Balance = charged.BalanceAfter;
                break;
            case BalanceDebited debited:
                Balance = debited.BalanceAfter;
                break;
            case BalanceRefunded refunded:
                Balance = refunded.BalanceAfter;
                break;
            default:
                throw new NotSupportedException($"A balance has no event {e.GetType().Name}.");
        }
    }

    protected override SavedBalance Save() => new(Username, Balance);

    protected override void Load(SavedBalance saved) => (Username, Balance) = (saved.Username, saved.Balance);
}
