namespace Commerce.Balances;

/// <summary>Outcomes of <see cref="IBalanceGrain.Open"/>. Numbers are never reused.</summary>
public enum OpenAccountStatus
{
    /// <summary>The customer is new.</summary>
    Created = 0,

    /// <summary>The customer has a new name.</summary>
    Renamed = 1,

    /// <summary>The customer is known by this name already.</summary>
    Unchanged = 2,

    /// <summary>Refused before anything else is looked at: the customer is not as the command says.</summary>
    VersionMismatch = 3,
}

/// <summary>The outcome of making a customer known.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Account">The account as it is now; <see langword="null"/> when the customer is not known.</param>
[GenerateSerializer, Immutable, Alias("commerce.OpenAccountOutcome")]
public sealed record OpenAccountOutcome(
    [property: Id(0)] OpenAccountStatus Status,
    [property: Id(1)] Account? Account) : IOutcome<OpenAccountStatus>;

/// <summary>Outcomes of charging, debiting and refunding, refusals in the order they are checked. Numbers are never reused.</summary>
public enum ChangeBalanceStatus
{
    /// <summary>The balance changed.</summary>
    Changed = 0,

    /// <summary>Refused: the customer is not known.</summary>
    NotFound = 1,

    /// <summary>Refused: the balance would exceed the limit.</summary>
    LimitExceeded = 2,

    /// <summary>Refused: the balance does not cover the amount.</summary>
    Insufficient = 3,
}

/// <summary>The outcome of changing a balance.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Balance">The balance after the decision, in won; 0 for an unknown customer.</param>
[GenerateSerializer, Immutable, Alias("commerce.ChangeBalanceOutcome")]
public sealed record ChangeBalanceOutcome(
    [property: Id(0)] ChangeBalanceStatus Status,
    [property: Id(1)] long Balance) : IOutcome<ChangeBalanceStatus>;

/// <summary>An account as a reader sees it.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Username">The customer's name.</param>
/// <param name="Balance">Won; 0 to the limit.</param>
[GenerateSerializer, Immutable, Alias("commerce.Account")]
public sealed record Account(
    [property: Id(0)] long CustomerId,
    [property: Id(1)] string Username,
    [property: Id(2)] long Balance)
{
    /// <summary>The revision of what administrators say of a customer: the name. See <see cref="Commerce.Revision"/>.</summary>
    public string Revision() => Commerce.Revision.Of(Username);
}

/// <summary>What an entry of the ledger is. Numbers are never reused.</summary>
public enum LedgerEntryKind
{
    /// <summary>The opening balance.</summary>
    Opening = 0,

    /// <summary>Money paid in.</summary>
    Charge = 1,

    /// <summary>Money taken for an order.</summary>
    Debit = 2,

    /// <summary>Money given back.</summary>
    Refund = 3,
}

/// <summary>One change of a balance.</summary>
/// <param name="Position">Its place in the ledger; later entries have higher ones.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Amount">Won added, or taken for a debit; never negative.</param>
/// <param name="OrderId">What a debit or refund was for.</param>
/// <param name="BalanceAfter">The balance after it, in won.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("commerce.LedgerEntry")]
public sealed record LedgerEntry(
    [property: Id(0)] long Position,
    [property: Id(1)] LedgerEntryKind Kind,
    [property: Id(2)] long Amount,
    [property: Id(3)] Guid? OrderId,
    [property: Id(4)] long BalanceAfter,
    [property: Id(5)] DateTimeOffset At);
