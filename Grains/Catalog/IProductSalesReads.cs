namespace Commerce.Catalog;

/// <summary>What was sold of a product.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">Pieces sold and not given back.</param>
public readonly record struct ProductSales(long ProductId, long Quantity);

/// <summary>Reads what was sold; the silo's storage implements it.</summary>
public interface IProductSalesReads
{
    /// <summary>Reads the products that were sold most, the most sold first.</summary>
    /// <param name="fromDay">The first day, counted from 1970 in UTC; to the last one.</param>
    /// <param name="limit">How many at the most.</param>
    Task<IReadOnlyList<ProductSales>> MostSoldAsync(long fromDay, int limit);
}
