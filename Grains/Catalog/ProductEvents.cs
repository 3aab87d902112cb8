namespace Commerce.Catalog;

/// <summary>What happened to a product.</summary>
internal interface IProductEvent;

/// <summary>The product was created or extended; this is all of it, without what was sold.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BasePrice">Won.</param>
/// <param name="Options">Its options.</param>
internal sealed record ProductDefined(
    string Name,
    long BasePrice,
    IReadOnlyList<OptionDefinition> Options) : IProductEvent
{
    /// <summary>The definition with the pieces that were added to an option.</summary>
    public ProductDefined With(StockAdded added) => this with
    {
        Options =
        [
            .. Options.Select(option => option.OptionId == added.OptionId
                ? option with { Supplied = option.Supplied + added.Quantity } : option),
        ],
    };
}

/// <summary>Pieces were added to what was ever supplied of an option.</summary>
/// <param name="OptionId">The option.</param>
/// <param name="Quantity">Pieces.</param>
internal sealed record StockAdded(long OptionId, long Quantity) : IProductEvent;

/// <summary>Pieces were taken for an order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Items">Which pieces.</param>
internal sealed record StockDeducted(
    Guid OrderId, IReadOnlyList<StockItem> Items) : IProductEvent;

/// <summary>Pieces were put back.</summary>
/// <param name="OrderId">The order they had been taken for.</param>
/// <param name="Items">Which pieces.</param>
internal sealed record StockRestored(
    Guid OrderId, IReadOnlyList<StockItem> Items) : IProductEvent;
