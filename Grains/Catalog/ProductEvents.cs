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
    IReadOnlyList<OptionDefinition> Options) : IProductEvent;

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
