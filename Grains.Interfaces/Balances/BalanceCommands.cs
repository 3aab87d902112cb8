using System.Globalization;
using Commerce.Orders;

namespace Commerce.Balances;

/// <summary>Makes a customer known.</summary>
/// <param name="Username">1 to <see cref="BalanceBounds.MaxNameLength"/> characters.</param>
/// <param name="OpeningBalance">Won, 0 to <see cref="BalanceBounds.Limit"/>; counts the first time only.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="MustExist">
/// <see langword="true"/> when no opening balance was said: the customer has to be known already. Else <see langword="null"/>.
/// </param>
/// <param name="IfMatch">
/// The definition has to be one of these, see <see cref="Account.Revision"/>, or any when <see cref="Revision.Any"/> is among them;
/// <see langword="null"/> asks for none.
/// </param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.OpenAccount")]
public sealed record OpenAccount(
    [property: Id(0)] string Username,
    [property: Id(1)] long OpeningBalance,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] bool? MustExist = null,
    [property: Id(4)] IReadOnlyList<string>? IfMatch = null,
    [property: Id(5)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => MustExist is true
        ? $"rename {Username}"
        : string.Create(CultureInfo.InvariantCulture, $"open {Username}\n{OpeningBalance}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Text(Username, BalanceBounds.MaxNameLength, "username");
        Require.Range(OpeningBalance, 0, BalanceBounds.Limit, "openingBalance");
    }
}

/// <summary>Adds money.</summary>
/// <param name="Amount">Won; at least 1.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Reference">
/// What the payment provider calls the payment, 1 to <see cref="BalanceBounds.MaxReferenceLength"/> characters; kept with the event.
/// <see langword="null"/> when nobody said.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.ChargeBalance")]
public sealed record ChargeBalance(
    [property: Id(0)] long Amount,
    [property: Id(1)] Guid? CommandId,
    [property: Id(2)] string? Reference = null) : ICommand
{
    /// <inheritdoc/>
    public string Content =>
        string.Create(CultureInfo.InvariantCulture, $"charge {Amount}{(Reference is null ? "" : "\n")}{Reference}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Range(Amount, 1, long.MaxValue, "amount");
        if (Reference is not null)
            Require.Text(Reference, BalanceBounds.MaxReferenceLength, "reference");
    }
}

/// <summary>Takes money.</summary>
/// <param name="Amount">Won; at least 1.</param>
/// <param name="OrderId">The order or reservation it is for.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.DebitBalance")]
public sealed record DebitBalance(
    [property: Id(0)] long Amount,
    [property: Id(1)] Guid OrderId,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] DateTimeOffset? NotBefore) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"debit {Amount} {OrderId}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Range(Amount, 1, long.MaxValue, "amount");
        Require.OrderId(OrderId);
    }
}

/// <summary>Gives money back.</summary>
/// <param name="Amount">Won; at least 1.</param>
/// <param name="OrderId">The order or reservation it had been taken for.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.RefundBalance")]
public sealed record RefundBalance(
    [property: Id(0)] long Amount,
    [property: Id(1)] Guid OrderId,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] DateTimeOffset? NotBefore) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"refund {Amount} {OrderId}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Range(Amount, 1, OrderBounds.MaxTotal, "amount");
        Require.OrderId(OrderId);
    }
}
