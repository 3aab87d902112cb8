using Commerce.Journaling;

namespace Commerce.Balances;

/// <summary>The decisions of a balance. Pure: state and command in; outcome and events out.</summary>
internal static class BalanceRules
{
    public static Decision<OpenAccountOutcome, IBalanceEvent> Open(BalanceState state, long customerId, OpenAccount command)
    {
        command.Validate();
        Require.CustomerId(customerId, "customerId");
        var known = Account(state, customerId);
        if (!Revision.IsExpected(command.IfMatch, known?.Revision()))
            return new(new(OpenAccountStatus.VersionMismatch, known), []);
        if (state.Username is null)
        {
            if (command.MustExist is true)
                throw new OutOfBoundsException("openingBalance", "openingBalance is required: the customer is new.");
            return new(new(OpenAccountStatus.Created, new(customerId, command.Username, command.OpeningBalance)),
                [new AccountOpened(command.Username, command.OpeningBalance)]);
        }
        var account = new Account(customerId, command.Username, state.Balance);
        return state.Username == command.Username
            ? new(new(OpenAccountStatus.Unchanged, account), [])
            : new(new(OpenAccountStatus.Renamed, account), [new AccountRenamed(command.Username)]);
    }

    public static Account? Account(BalanceState state, long customerId) =>
        state.Username is { } username ? new Account(customerId, username, state.Balance) : null;

    /// <summary>Decides charges that came in the same moment, one after the other.</summary>
    /// <returns>An outcome for each, and an event for each that was made: every one is an entry of the ledger.</returns>
    public static Decision<IReadOnlyList<ChangeBalanceOutcome>, IBalanceEvent> Charge(
        BalanceState state, IReadOnlyList<ChargeBalance> commands)
    {
        var each = ChargeEach(state, commands);
        return new([.. each.Select(charge => charge.Outcome)], [.. each.SelectMany(charge => charge.Events)]);
    }

    /// <summary>The same, charge by charge.</summary>
    /// <returns>A decision for each; each rests on those before it.</returns>
    public static IReadOnlyList<Decision<ChangeBalanceOutcome, IBalanceEvent>> ChargeEach(
        BalanceState state, IReadOnlyList<ChargeBalance> commands)
    {
        var decisions = new Decision<ChangeBalanceOutcome, IBalanceEvent>[commands.Count];
        var balance = state.Balance;
        for (var i = 0; i < decisions.Length; i++)
        {
            commands[i].Validate();
            var amount = commands[i].Amount;
            if (state.Username is null || amount > BalanceBounds.Limit - balance)
            {
                decisions[i] = new(
                    new(state.Username is null ? ChangeBalanceStatus.NotFound : ChangeBalanceStatus.LimitExceeded, balance), []);
                continue;
            }
            balance += amount;
            decisions[i] = new(new(ChangeBalanceStatus.Changed, balance), [new BalanceCharged(amount, balance, commands[i].Reference)]);
        }
        return decisions;
    }

    public static Decision<ChangeBalanceOutcome, IBalanceEvent> Debit(BalanceState state, DebitBalance command)
    {
        command.Validate();
        if (state.Username is null)
            return Refuse(ChangeBalanceStatus.NotFound, state);
        if (command.Amount > state.Balance)
            return Refuse(ChangeBalanceStatus.Insufficient, state);
        var after = state.Balance - command.Amount;
        return new(new(ChangeBalanceStatus.Changed, after), [new BalanceDebited(command.Amount, command.OrderId, after)]);
    }

    /// <summary>
    /// Gives back what was taken. A refund may lead over <see cref="BalanceBounds.Limit"/>: refusing it would lose the customer's
    /// money. <see cref="BalanceBounds.MostEver"/> is not reached by money that was taken before; a wrong refund could reach it.
    /// </summary>
    public static Decision<ChangeBalanceOutcome, IBalanceEvent> Refund(BalanceState state, RefundBalance command)
    {
        command.Validate();
        if (state.Username is null)
            return Refuse(ChangeBalanceStatus.NotFound, state);
        if (command.Amount > BalanceBounds.MostEver - state.Balance)
            return Refuse(ChangeBalanceStatus.LimitExceeded, state);
        var after = state.Balance + command.Amount;
        return new(new(ChangeBalanceStatus.Changed, after), [new BalanceRefunded(command.Amount, command.OrderId, after)]);
    }

    private static Decision<ChangeBalanceOutcome, IBalanceEvent> Refuse(ChangeBalanceStatus status, BalanceState state) =>
        new(new(status, state.Balance), []);
}
