namespace Commerce.Balances;

/// <summary>Reads the ledger; the silo's storage implements it.</summary>
public interface ILedgerReads
{
    /// <summary>Reads a customer's entries, the latest first.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="before">Entries from this position on are skipped.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<LedgerEntry>> OfCustomerAsync(long customerId, long before, int limit);
}
