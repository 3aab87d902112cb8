using System.Globalization;

namespace Commerce.Catalog;

/// <summary>Outcomes of <see cref="IProductGrain.Define"/>. Numbers are never reused.</summary>
public enum DefineProductStatus
{
    /// <summary>The product is new.</summary>
    Created = 0,

    /// <summary>The product changed.</summary>
    Updated = 1,

    /// <summary>The product is exactly this already.</summary>
    Unchanged = 2,

    /// <summary>Refused: more pieces of an option were sold than the new supply.</summary>
    SupplyBelowSold = 3,

    /// <summary>Refused before anything else is looked at: the product is not as the command says.</summary>
    VersionMismatch = 4,
}

/// <summary>The outcome of defining a product.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Product">The product as it is now; <see langword="null"/> when it does not exist.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineProductOutcome")]
public sealed record DefineProductOutcome(
    [property: Id(0)] DefineProductStatus Status,
    [property: Id(1)] Product? Product) : IOutcome<DefineProductStatus>;

/// <summary>Outcomes of <see cref="IProductGrain.AddStock"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum AddStockStatus
{
    /// <summary>The pieces are there.</summary>
    Added = 0,

    /// <summary>Refused: there is no such product.</summary>
    NotFound = 1,

    /// <summary>Refused: the product has no such option.</summary>
    OptionNotFound = 2,

    /// <summary>Refused: more would have been supplied than can be of an option.</summary>
    LimitExceeded = 3,
}

/// <summary>The outcome of adding pieces.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Product">The product as it is now; <see langword="null"/> when there is none.</param>
[GenerateSerializer, Immutable, Alias("commerce.AddStockOutcome")]
public sealed record AddStockOutcome(
    [property: Id(0)] AddStockStatus Status,
    [property: Id(1)] Product? Product) : IOutcome<AddStockStatus>;

/// <summary>Outcomes of <see cref="IProductGrain.Deduct"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum DeductStockStatus
{
    /// <summary>Every piece was taken.</summary>
    Deducted = 0,

    /// <summary>Refused: there is no such product, or it has no such option.</summary>
    NotFound = 1,

    /// <summary>Refused: an option has fewer pieces than asked for; nothing was taken.</summary>
    Insufficient = 2,
}

/// <summary>The outcome of taking pieces.</summary>
/// <param name="Status">What was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.DeductStockOutcome")]
public sealed record DeductStockOutcome([property: Id(0)] DeductStockStatus Status) : IOutcome<DeductStockStatus>;

/// <summary>Outcomes of <see cref="IProductGrain.Restore"/>. Numbers are never reused.</summary>
public enum RestoreStockStatus
{
    /// <summary>The pieces are back.</summary>
    Restored = 0,

    /// <summary>Refused: there is no such product or option, or that many pieces were not taken.</summary>
    NotDeducted = 1,
}

/// <summary>The outcome of putting pieces back.</summary>
/// <param name="Status">What was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.RestoreStockOutcome")]
public sealed record RestoreStockOutcome([property: Id(0)] RestoreStockStatus Status) : IOutcome<RestoreStockStatus>;

/// <summary>An option as a reader sees it.</summary>
/// <param name="OptionId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExtraPrice">Won added to the base price.</param>
/// <param name="Price">Won a piece costs: base and extra.</param>
/// <param name="Stock">Pieces left.</param>
/// <param name="Supplied">Pieces ever supplied; <see langword="null"/> from a release that does not tell.</param>
[GenerateSerializer, Immutable, Alias("commerce.ProductOption")]
public sealed record ProductOption(
    [property: Id(0)] long OptionId,
    [property: Id(1)] string Name,
    [property: Id(2)] long ExtraPrice,
    [property: Id(3)] long Price,
    [property: Id(4)] long Stock,
    [property: Id(5)] long? Supplied = null);

/// <summary>A product as a reader sees it.</summary>
/// <param name="ProductId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="BasePrice">Won.</param>
/// <param name="Options">Its options in the order they were defined.</param>
[GenerateSerializer, Immutable, Alias("commerce.Product")]
public sealed record Product(
    [property: Id(0)] long ProductId,
    [property: Id(1)] string Name,
    [property: Id(2)] long BasePrice,
    [property: Id(3)] IReadOnlyList<ProductOption> Options)
{
    /// <summary>The revision of the product's definition: without what is left of it. See <see cref="Commerce.Revision"/>.</summary>
    public string Revision() => Commerce.Revision.Of(string.Join('\n', Options
        .Select(option => string.Create(CultureInfo.InvariantCulture,
            $"{option.OptionId} {option.ExtraPrice} {option.Supplied} {option.Name}"))
        .Prepend(string.Create(CultureInfo.InvariantCulture, $"{BasePrice} {Name}"))));
}
