using Orleans.Concurrency;

namespace Commerce.Catalog;

/// <summary>The list of products: ids from the read table, prices and stock from the products themselves. Holds no state.</summary>
[StatelessWorker, Reentrant]
internal sealed class CatalogGrain(IProductReads reads, IReadProgress progress, IGrainFactory grains) : Grain, ICatalogGrain
{
    public async Task<Page<Product>> List(int limit, long afterProductId)
    {
        Require.Range(limit, 1, PageBounds.MaxLimit, "limit");
        Require.Range(afterProductId, 0, IdBounds.Max, "after");
        DateTimeOffset? asOf;
        IReadOnlyList<long> ids;
        try
        {
            asOf = await progress.AsOfAsync(); // before the tables are read
            ids = await reads.IdsAsync(afterProductId, limit + 1);
        }
        catch (Exception failure) when (Paging.IsOutage(failure))
        {
            throw new CommerceUnavailableException("The read tables cannot be read.", failure);
        }
        var page = Paging.Page(ids, limit, id => id);
        var products = await Task.WhenAll(page.Items.Select(id => grains.Grain<IProductGrain>(id).Get()));
        return new([.. products.OfType<Product>()], page.Next, asOf);
    }
}
