using Commerce.Cluster;
using Commerce.Journaling;

namespace Commerce.Balances;

/// <summary>One customer's balance.</summary>
[NearCustomerPlacement]
internal sealed class BalanceGrain(JournalContext journal, ILedgerReads ledger)
    : EventSourcedGrain<BalanceState, IBalanceEvent>(journal, BalanceEventCodec.Instance), IBalanceGrain
{
    protected override string StreamCategory => BalanceStreams.Category;

    private long CustomerId => this.GetPrimaryKeyLong();

    public Task<Reply<OpenAccountOutcome>> Open(OpenAccount command) => ExecuteAsync(
        "open", command, BalanceJson.Default.OpenAccountOutcome, () => BalanceRules.Open(State, CustomerId, command));

    public async Task<Reply<ChangeBalanceOutcome>> Charge(ChargeBalance command) => (await ChargeAll([command]))[0];

    public Task<Reply<ChangeBalanceOutcome>[]> ChargeAll(ChargeBalance[] commands) => ExecuteAllAsync(
        "charge", commands, BalanceJson.Default.ChangeBalanceOutcome, together => BalanceRules.Charge(State, together),
        together => BalanceRules.ChargeEach(State, together));

    public Task<Reply<ChangeBalanceOutcome>> Debit(DebitBalance command) => ExecuteAsync(
        "debit", command, BalanceJson.Default.ChangeBalanceOutcome, () => BalanceRules.Debit(State, command));

    public Task<Reply<ChangeBalanceOutcome>> Refund(RefundBalance command) => ExecuteAsync(
        "refund", command, BalanceJson.Default.ChangeBalanceOutcome, () => BalanceRules.Refund(State, command));

    public Task<Account?> Get() => ReadAsync(state => BalanceRules.Account(state, CustomerId));

    public async Task<Page<LedgerEntry>?> GetHistory(int limit, long before)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        Require.Range(before, 0, long.MaxValue, "after");
        if (!await ReadAsync(state => state.Username is not null))
            return null;
        try
        {
            // One more than asked for tells whether there is a next page.
            return Paging.Page(await ledger.OfCustomerAsync(CustomerId, before, limit + 1), limit, entry => entry.Position);
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The ledger cannot be read.", failure);
        }
    }

    protected override object? Show() => BalanceRules.Account(State, CustomerId);
}
