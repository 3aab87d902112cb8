using Commerce.Http;

namespace Commerce.Catalog;

/// <summary>An option of a product.</summary>
/// <param name="ProductOptionId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExtraPrice">Won added to the base price.</param>
/// <param name="Price">Won a piece costs.</param>
/// <param name="Stock">Pieces left.</param>
/// <param name="Supplied">Pieces ever supplied, sold ones included.</param>
internal sealed record ProductOptionResponse(
    long ProductOptionId, string Name, long ExtraPrice, long Price, long Stock, long? Supplied);

/// <summary>A product.</summary>
/// <param name="ProductId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="BasePrice">Won.</param>
/// <param name="Options">Its options.</param>
internal sealed record ProductResponse(long ProductId, string Name, long BasePrice, IReadOnlyList<ProductOptionResponse> Options)
{
    internal static ProductResponse Of(Product product) => new(product.ProductId, product.Name, product.BasePrice,
        [.. product.Options.Select(option => new ProductOptionResponse(
            option.OptionId, option.Name, option.ExtraPrice, option.Price, option.Stock, option.Supplied))]);
}

/// <summary>An option to define.</summary>
/// <param name="ProductOptionId">Its id.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="ExtraPrice">Won; 0 to 1,000,000,000.</param>
/// <param name="Stock">
/// For a new option the same as supplied. It is what is left of one that exists, and is not taken beside supplied; alone it is refused.
/// </param>
/// <param name="Supplied">
/// Pieces ever supplied, sold ones included; 0 to 1,000,000,000. May be left out for an option that exists: it stays as it is.
/// </param>
internal sealed record PutOptionRequest(
    long? ProductOptionId, string? Name, long? ExtraPrice, [property: Optional] long? Stock = null,
    [property: Optional] long? Supplied = null);

/// <summary>A product to define.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="BasePrice">Won; 0 to 1,000,000,000.</param>
/// <param name="Options">1 to 100 options, each id once.</param>
internal sealed record PutProductRequest(string? Name, long? BasePrice, IReadOnlyList<PutOptionRequest?>? Options);

/// <summary>Pieces to add to an option.</summary>
/// <param name="Quantity">Pieces; 1 to 1,000,000,000.</param>
internal sealed record RestockRequest(long? Quantity);
