using Commerce.Balances;
using static Commerce.Stored.StoredSamples;

namespace Commerce.Stored;

internal static class BalanceSamples
{
    public static Dictionary<string, object> Events { get; } = new()
    {
        ["balance.opened.v1"] = new AccountOpened("김하늘", 50_000_000),
        ["balance.renamed.v1"] = new AccountRenamed("Kim \"Sky\""),
        ["balance.charged.v1"] = new BalanceCharged(1_000, 1_000_000_000_000),
        ["balance.charged.v1.reference"] = new BalanceCharged(1_000, 1_000, "pay_김 7"),
        ["balance.debited.v1"] = new BalanceDebited(12_500, OrderId, 0),
        ["balance.refunded.v1"] = new BalanceRefunded(12_500, OrderId, 12_500),
    };

    public static Dictionary<string, StoredAnswer> Answers { get; } = new()
    {
        ["open-account.created"] = new(
            new OpenAccount("김하늘", 50_000_000, CommandId),
            new OpenAccountOutcome(OpenAccountStatus.Created, new(1001, "김하늘", 50_000_000)), BalanceJson.Default.OpenAccountOutcome),
        ["charge-balance.limit-exceeded"] = new(
            new ChargeBalance(1_000, CommandId),
            new ChangeBalanceOutcome(ChangeBalanceStatus.LimitExceeded, 1_000_000_000_000), BalanceJson.Default.ChangeBalanceOutcome),
        ["debit-balance.changed"] = new(
            new DebitBalance(12_500, OrderId, CommandId, Start),
            new ChangeBalanceOutcome(ChangeBalanceStatus.Changed, 0), BalanceJson.Default.ChangeBalanceOutcome),
        ["refund-balance.changed"] = new(
            new RefundBalance(12_500, OrderId, CommandId, Start),
            new ChangeBalanceOutcome(ChangeBalanceStatus.Changed, 12_500), BalanceJson.Default.ChangeBalanceOutcome),
    };

    public static Dictionary<string, StoredState> States { get; } = new()
    {
        ["account"] = StoredState.Of<BalanceState, IBalanceEvent>(new AccountOpened("김하늘", 1_000), new BalanceCharged(500, 1_500)),
    };
}
