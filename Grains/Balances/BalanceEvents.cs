namespace Commerce.Balances;

/// <summary>What happened to a balance: the ledger's entries, and renamings.</summary>
internal interface IBalanceEvent;

/// <summary>The customer became known.</summary>
/// <param name="Username">The name.</param>
/// <param name="Balance">The opening balance in won.</param>
internal sealed record AccountOpened(string Username, long Balance) : IBalanceEvent;

/// <summary>The customer got another name.</summary>
/// <param name="Username">The name.</param>
internal sealed record AccountRenamed(string Username) : IBalanceEvent;

/// <summary>Money was paid in.</summary>
/// <param name="Amount">Won.</param>
/// <param name="BalanceAfter">Won.</param>
/// <param name="Reference">What the payment provider calls the payment, if it said so.</param>
internal sealed record BalanceCharged(long Amount, long BalanceAfter, string? Reference = null) : IBalanceEvent;

/// <summary>Money was taken.</summary>
/// <param name="Amount">Won.</param>
/// <param name="OrderId">What for.</param>
/// <param name="BalanceAfter">Won.</param>
internal sealed record BalanceDebited(
    long Amount, Guid OrderId, long BalanceAfter) : IBalanceEvent;

/// <summary>Money was given back.</summary>
/// <param name="Amount">Won.</param>
/// <param name="OrderId">What it had been taken for.</param>
/// <param name="BalanceAfter">Won.</param>
internal sealed record BalanceRefunded(
    long Amount, Guid OrderId, long BalanceAfter) : IBalanceEvent;
