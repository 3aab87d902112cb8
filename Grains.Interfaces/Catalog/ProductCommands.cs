using System.Globalization;
using Commerce.Orders;

namespace Commerce.Catalog;

/// <summary>What is said of an option's pieces when it is defined. Numbers are never reused.</summary>
public enum SupplyForm
{
    /// <summary>How many were ever supplied.</summary>
    Ever = 0,

    /// <summary>Nothing: the option has to be there, and what was supplied of it stays.</summary>
    Kept = 1,

    /// <summary>How many a new option begins with: the option must not be there.</summary>
    First = 2,
}

/// <summary>An option as it is defined.</summary>
/// <param name="OptionId">Its id; see <see cref="IdBounds"/>.</param>
/// <param name="Name">1 to <see cref="ProductBounds.MaxOptionNameLength"/> characters.</param>
/// <param name="ExtraPrice">Won added to the base price; 0 to <see cref="ProductBounds.MaxPrice"/>.</param>
/// <param name="Supplied">
/// Pieces supplied since the beginning, sold ones included; 0 to <see cref="ProductBounds.MaxSupply"/>. <see cref="KeptSupply"/> when
/// they are <see cref="SupplyForm.Kept"/>.
/// </param>
/// <param name="Form">What <paramref name="Supplied"/> is; <see langword="null"/> for <see cref="SupplyForm.Ever"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.OptionDefinition")]
public sealed record OptionDefinition(
    [property: Id(0)] long OptionId,
    [property: Id(1)] string Name,
    [property: Id(2)] long ExtraPrice,
    [property: Id(3)] long Supplied,
    [property: Id(4)] SupplyForm? Form = null)
{
    /// <summary>What stands for the supply when it is kept: no number of pieces, so that nobody can mistake it for one.</summary>
    public const long KeptSupply = -1;

    // Hashed into receipts, so the text outlives every renaming: it is written out, and never changes.
    internal string Content => string.Create(CultureInfo.InvariantCulture,
        $"OptionDefinition {{ OptionId = {OptionId}, Name = {Name}, ExtraPrice = {ExtraPrice}, Supplied = {Supplied} }}");

    internal void Validate(string field)
    {
        Require.Id(OptionId, $"{field}.productOptionId");
        Require.Text(Name, ProductBounds.MaxOptionNameLength, $"{field}.name");
        Require.Range(ExtraPrice, 0, ProductBounds.MaxPrice, $"{field}.extraPrice");
        var (least, most) = Form == SupplyForm.Kept ? (KeptSupply, KeptSupply) : (0, ProductBounds.MaxSupply);
        Require.Range(Supplied, least, most, $"{field}.supplied");
    }
}

/// <summary>Creates a product or extends it.</summary>
/// <param name="Name">1 to <see cref="ProductBounds.MaxNameLength"/> characters.</param>
/// <param name="BasePrice">Won; 0 to <see cref="ProductBounds.MaxPrice"/>.</param>
/// <param name="Options">1 to <see cref="ProductBounds.MaxOptions"/>, each id once; options the product has and this does not
/// name stay.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="IfMatch">
/// The definition has to be one of these, see <see cref="Product.Revision"/>, or any when <see cref="Revision.Any"/> is among them;
/// <see langword="null"/> asks for none.
/// </param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineProduct")]
public sealed record DefineProduct(
    [property: Id(0)] string Name,
    [property: Id(1)] long BasePrice,
    [property: Id(2)] IReadOnlyList<OptionDefinition> Options,
    [property: Id(3)] Guid? CommandId,
    [property: Id(4)] IReadOnlyList<string>? IfMatch = null,
    [property: Id(5)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"define {Name}\n{BasePrice}\n{string.Join('\n', Options.Select(option => option.Content))}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Text(Name, ProductBounds.MaxNameLength, "name");
        Require.Range(BasePrice, 0, ProductBounds.MaxPrice, "basePrice");
        Require.Items(Options, ProductBounds.MaxOptions, "options");
        for (var i = 0; i < Options.Count; i++)
            Options[i].Validate($"options[{i}]");
        Require.Once(Options, option => option.OptionId, "options", "productOptionId");
    }
}

/// <summary>Adds pieces to what was ever supplied of an option.</summary>
/// <param name="OptionId">The option; see <see cref="IdBounds"/>.</param>
/// <param name="Quantity">Pieces; 1 to <see cref="ProductBounds.MaxSupply"/>.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.AddStock")]
public sealed record AddStock(
    [property: Id(0)] long OptionId,
    [property: Id(1)] long Quantity,
    [property: Id(2)] Guid? CommandId,
    [property: Id(3)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"add {OptionId} {Quantity}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Id(OptionId, "optionId");
        Require.Range(Quantity, 1, ProductBounds.MaxSupply, "quantity");
    }
}

/// <summary>Pieces of one option.</summary>
/// <param name="OptionId">The option.</param>
/// <param name="Quantity">Pieces; at least 1.</param>
[GenerateSerializer, Immutable, Alias("commerce.StockItem")]
public sealed record StockItem([property: Id(0)] long OptionId, [property: Id(1)] long Quantity)
{
    // As of an option's definition: never changes.
    internal string Content => string.Create(CultureInfo.InvariantCulture, $"StockItem {{ OptionId = {OptionId}, Quantity = {Quantity} }}");

    // An option twice would be compared with its stock twice, and taken twice.
    internal static void Validate(IReadOnlyList<StockItem> items)
    {
        Require.Items(items, OrderBounds.MaxItems, "items");
        for (var i = 0; i < items.Count; i++)
            Require.Range(items[i].Quantity, 1, long.MaxValue, $"items[{i}].quantity");
        Require.Once(items, item => item.OptionId, "items", "productOptionId");
    }
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
    public string Content =>
        string.Create(CultureInfo.InvariantCulture, $"deduct {OrderId}\n{string.Join('\n', Items.Select(item => item.Content))}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.OrderId(OrderId);
        StockItem.Validate(Items);
    }
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
    public string Content =>
        string.Create(CultureInfo.InvariantCulture, $"restore {OrderId}\n{string.Join('\n', Items.Select(item => item.Content))}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.OrderId(OrderId);
        StockItem.Validate(Items);
    }
}
