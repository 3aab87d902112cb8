using Commerce.Journaling;

namespace Commerce.Balances;

/// <summary>One customer's balance.</summary>
internal sealed class BalanceGrain(JournalContext journal, ILedgerReads ledger)
    : JournaledGrain<BalanceState, IBalanceEvent>(journal, BalanceEventCodec.Instance), IBalanceGrain
{
    protected override string Feature => "balance";

    private long CustomerId => this.GetPrimaryKeyLong();

    public async Task<Reply<OpenAccountOutcome>> Open(OpenAccount command)
    {
        var reply = await Execute(command, BalanceJson.Default.OpenAccountOutcome, () => BalanceRules.Open(State, CustomerId, command));
        if (reply.Outcome is { } outcome)
            Count("open", outcome.Status);
        return reply;
    }

    public async Task<Reply<ChangeBalanceOutcome>> Charge(ChargeBalance command) => (await ChargeAll([command]))[0];

    public async Task<Reply<ChangeBalanceOutcome>[]> ChargeAll(ChargeBalance[] commands)
    {
        var replies = await ExecuteAll(commands, BalanceJson.Default.ChangeBalanceOutcome, together => BalanceRules.Charge(State, together));
        foreach (var reply in replies)
        {
            if (reply.Outcome is { } outcome)
                Count("charge", outcome.Status);
        }
        return replies;
    }

    public Task<Reply<ChangeBalanceOutcome>> Debit(DebitBalance command) =>
        Change("debit", command, () => BalanceRules.Debit(State, command));

    public Task<Reply<ChangeBalanceOutcome>> Refund(RefundBalance command) =>
        Change("refund", command, () => BalanceRules.Refund(State, command));

    public Task<Account?> Get() => Read(state =>
        state.Username is { } username ? new Account(CustomerId, username, state.Balance) : null);

    public async Task<Page<LedgerEntry>?> GetHistory(int limit, long before)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        Require.Range(before, 0, long.MaxValue, "after");
        if (!await Read(state => state.Username is not null))
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

    private async Task<Reply<ChangeBalanceOutcome>> Change(
        string name, ICommand command, Func<Decision<ChangeBalanceOutcome, IBalanceEvent>> decide)
    {
        var reply = await Execute(command, BalanceJson.Default.ChangeBalanceOutcome, decide);
        if (reply.Outcome is { } outcome)
            Count(name, outcome.Status);
        return reply;
    }
}
