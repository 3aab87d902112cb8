using System.Diagnostics.CodeAnalysis;

namespace Commerce.Balances;

/// <summary>What happened to a balance: the ledger's entries, and renamings.</summary>
[SuppressMessage("Design", "CA1040", Justification = "The closed set of a balance's events.")]
public interface IBalanceEvent;

/// <summary>The customer became known.</summary>
/// <param name="Username">The name.</param>
/// <param name="Balance">The opening balance in won.</param>
[GenerateSerializer, Immutable, Alias("commerce.AccountOpened")]
public sealed record AccountOpened([property: Id(0)] string Username, [property: Id(1)] long Balance) : IBalanceEvent;

/// <summary>The customer got another name.</summary>
/// <param name="Username">The name.</param>
[GenerateSerializer, Immutable, Alias("commerce.AccountRenamed")]
public sealed record AccountRenamed([property: Id(0)] string Username) : IBalanceEvent;

/// <summary>Money was paid in.</summary>
/// <param name="Amount">Won.</param>
/// <param name="BalanceAfter">Won.</param>
[GenerateSerializer, Immutable, Alias("commerce.BalanceCharged")]
public sealed record BalanceCharged([property: Id(0)] long Amount, [property: Id(1)] long BalanceAfter) : IBalanceEvent;

/// <summary>Money was taken.</summary>
/// <param name="Amount">Won.</param>
/// <param name="OrderId">What for.</param>
/// <param name="BalanceAfter">Won.</param>
[GenerateSerializer, Immutable, Alias("commerce.BalanceDebited")]
public sealed record BalanceDebited(
    [property: Id(0)] long Amount, [property: Id(1)] Guid OrderId, [property: Id(2)] long BalanceAfter) : IBalanceEvent;

/// <summary>Money was given back.</summary>
/// <param name="Amount">Won.</param>
/// <param name="OrderId">What it had been taken for.</param>
/// <param name="BalanceAfter">Won.</param>
[GenerateSerializer, Immutable, Alias("commerce.BalanceRefunded")]
public sealed record BalanceRefunded(
    [property: Id(0)] long Amount, [property: Id(1)] Guid OrderId, [property: Id(2)] long BalanceAfter) : IBalanceEvent;
