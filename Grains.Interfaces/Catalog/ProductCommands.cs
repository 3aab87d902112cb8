using System.Globalization;

namespace Commerce.Catalog;

/// <summary>An option as it is defined.</summary>
/// <param name="OptionId">Its id; positive.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="ExtraPrice">Won added to the base price; not negative.</param>
/// <param name="Supplied">Pieces supplied since the beginning, sold ones included; not negative.</param>
[GenerateSerializer, Immutable, Alias("commerce.OptionDefinition")]
public sealed record OptionDefinition(
    [property: Id(0)] long OptionId,
    [property: Id(1)] string Name,
    [property: Id(2)] long ExtraPrice,
    [property: Id(3)] long Supplied)
{
    // Hashed into receipts, so the text outlives every renaming: it is written out, and never changes.
    internal string Content => string.Create(CultureInfo.InvariantCulture,
        $"OptionDefinition {{ OptionId = {OptionId}, Name = {Name}, ExtraPrice = {ExtraPrice}, Supplied = {Supplied} }}");
}

/// <summary>Creates a product or extends it.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="BasePrice">Won; not negative.</param>
/// <param name="Options">At least one; options the product has and this does not name stay.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineProduct")]
public sealed record DefineProduct(
    [property: Id(0)] string Name,
    [property: Id(1)] long BasePrice,
    [property: Id(2)] IReadOnlyList<OptionDefinition> Options,
    [property: Id(3)] Guid? CommandId) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"define {Name}\n{BasePrice}\n{string.Join('\n', Options.Select(option => option.Content))}");
}

/// <summary>Pieces of one option.</summary>
/// <param name="OptionId">The option.</param>
/// <param name="Quantity">Pieces; at least 1.</param>
[GenerateSerializer, Immutable, Alias("commerce.StockItem")]
public sealed record StockItem([property: Id(0)] long OptionId, [property: Id(1)] long Quantity)
{
    // As of an option's definition: never changes.
    internal string Content => string.Create(CultureInfo.InvariantCulture, $"StockItem {{ OptionId = {OptionId}, Quantity = {Quantity} }}");
}

/// <summary>Takes pieces for an order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Items">Which pieces, each option once.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.DeductStock")]
public sealed record DeductStock(
    [property: Id(0)] Guid OrderId,
    [property: Id(1)] IReadOnlyList<StockItem> Items,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] DateTimeOffset? NotBefore) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"deduct {OrderId}\n{string.Join('\n', Items.Select(item => item.Content))}");
}

/// <summary>Puts pieces back.</summary>
/// <param name="OrderId">The order they had been taken for.</param>
/// <param name="Items">Which pieces, each option once.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.RestoreStock")]
public sealed record RestoreStock(
    [property: Id(0)] Guid OrderId,
    [property: Id(1)] IReadOnlyList<StockItem> Items,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] DateTimeOffset? NotBefore) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"restore {OrderId}\n{string.Join('\n', Items.Select(item => item.Content))}");
}
