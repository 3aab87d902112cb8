using Orleans.Concurrency;

namespace Commerce.Catalog;

/// <summary>Best sellers: ids and pieces from the read table, names and prices from the products themselves.</summary>
[StatelessWorker, Reentrant]
internal sealed class PopularProductsGrain(IProductSalesReads reads, IGrainFactory grains, TimeProvider clock)
    : Grain, IPopularProductsGrain
{
    public async Task<IReadOnlyList<PopularProduct>> List(int days, int limit)
    {
        Require.Range(days, 1, ProductBounds.MaxPopularDays, "days");
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        IReadOnlyList<ProductSales> sales;
        try
        {
            sales = await reads.MostSoldAsync(SalesDay.Of(clock.GetUtcNow()) - days + 1, limit);
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
        var products = await Task.WhenAll(sales.Select(sold => grains.Grain<IProductGrain>(sold.ProductId).Get()));
        return [.. sales.Zip(products).Where(sold => sold.Second is not null).Select(sold => new PopularProduct(
            sold.First.ProductId, sold.Second!.Name, sold.Second.BasePrice, sold.First.Quantity))];
    }
}
