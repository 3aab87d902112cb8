namespace Commerce.Balances;

/// <summary>One customer's balance in whole won, and its ledger. The key is the customer id, 0 to 2^53 - 1.</summary>
[Alias("commerce.IBalanceGrain")]
public interface IBalanceGrain : IGrainWithIntegerKey
{
    /// <summary>Makes the customer known, with an opening balance; later calls change the name only.</summary>
    /// <param name="command">Name and opening balance.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">
    /// A value is outside its bounds, or a new customer has no opening balance; nothing changed.
    /// </exception>
    [Alias("Open")]
    Task<Reply<OpenAccountOutcome>> Open(OpenAccount command);

    /// <summary>Adds money the customer paid in.</summary>
    /// <param name="command">How much.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Charge")]
    Task<Reply<ChangeBalanceOutcome>> Charge(ChargeBalance command);

    /// <summary>Adds several amounts in the given order, as if each had come alone.</summary>
    /// <param name="commands">How much; 1 to <see cref="CommandBounds.MaxTogether"/>. When one of them is out of bounds, none is
    /// taken.</param>
    /// <returns>The answers in the same order. Those missing at the end were not taken, and had no effect.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("ChargeAll")]
    Task<Reply<ChangeBalanceOutcome>[]> ChargeAll(ChargeBalance[] commands);

    /// <summary>Takes money for an order or a reservation; all of it or nothing.</summary>
    /// <param name="command">How much and what for.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Debit")]
    Task<Reply<ChangeBalanceOutcome>> Debit(DebitBalance command);

    /// <summary>Gives money back that was taken for an order or a reservation.</summary>
    /// <param name="command">How much and what for.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Refund")]
    Task<Reply<ChangeBalanceOutcome>> Refund(RefundBalance command);

    /// <summary>Reads the account.</summary>
    /// <returns>The account, or <see langword="null"/> when the customer is not known.</returns>
    [Alias("Get")]
    Task<Account?> Get();

    /// <summary>Reads a page of the ledger, the latest entry first.</summary>
    /// <param name="limit">Entries per page, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <param name="before">Entries from this position on are skipped; <see cref="long.MaxValue"/> for the first page.</param>
    /// <returns>The page, or <see langword="null"/> when the customer is not known.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("GetHistory")]
    Task<Page<LedgerEntry>?> GetHistory(int limit, long before);
}
