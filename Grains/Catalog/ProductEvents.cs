using System.Diagnostics.CodeAnalysis;

namespace Commerce.Catalog;

/// <summary>What happened to a product.</summary>
[SuppressMessage("Design", "CA1040", Justification = "The closed set of a product's events.")]
public interface IProductEvent;

/// <summary>The product was created or extended; this is all of it, without what was sold.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BasePrice">Won.</param>
/// <param name="Options">Its options.</param>
[GenerateSerializer, Immutable, Alias("commerce.ProductDefined")]
public sealed record ProductDefined(
    [property: Id(0)] string Name,
    [property: Id(1)] long BasePrice,
    [property: Id(2)] IReadOnlyList<OptionDefinition> Options) : IProductEvent;

/// <summary>Pieces were taken for an order.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Items">Which pieces.</param>
[GenerateSerializer, Immutable, Alias("commerce.StockDeducted")]
public sealed record StockDeducted(
    [property: Id(0)] Guid OrderId, [property: Id(1)] IReadOnlyList<StockItem> Items) : IProductEvent;

/// <summary>Pieces were put back.</summary>
/// <param name="OrderId">The order they had been taken for.</param>
/// <param name="Items">Which pieces.</param>
[GenerateSerializer, Immutable, Alias("commerce.StockRestored")]
public sealed record StockRestored(
    [property: Id(0)] Guid OrderId, [property: Id(1)] IReadOnlyList<StockItem> Items) : IProductEvent;
