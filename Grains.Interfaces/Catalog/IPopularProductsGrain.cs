namespace Commerce.Catalog;

/// <summary>A product with what was sold of it.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Name">Its name.</param>
/// <param name="BasePrice">Won.</param>
/// <param name="SoldQuantity">Pieces sold and not given back; at least 1.</param>
[GenerateSerializer, Immutable, Alias("commerce.PopularProduct")]
public sealed record PopularProduct(
    [property: Id(0)] long ProductId,
    [property: Id(1)] string Name,
    [property: Id(2)] long BasePrice,
    [property: Id(3)] long SoldQuantity);

/// <summary>Reads best sellers from the read tables, which follow within moments. The key is not used; every silo answers.</summary>
[Alias("commerce.IPopularProductsGrain")]
public interface IPopularProductsGrain : IGrainWithIntegerKey
{
    /// <summary>Reads which products were sold most, the most sold first; of equal ones the lower id.</summary>
    /// <param name="days">Of how many days, in UTC: today, and those before it; 1 to <see cref="ProductBounds.MaxPopularDays"/>.</param>
    /// <param name="limit">How many products at the most, 1 to <see cref="PageBounds.MaxLimit"/>.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds.</exception>
    [Alias("List")]
    Task<IReadOnlyList<PopularProduct>> List(int days, int limit);
}
