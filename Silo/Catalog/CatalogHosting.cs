using Commerce.Projections;

namespace Commerce.Catalog;

/// <summary>Products in this process.</summary>
internal static class CatalogHosting
{
    public static void AddCommerceCatalog(this IServiceCollection services)
    {
        services.AddProjection<ProductProjection>();
        services.AddProjection<ProductSalesProjection>();
        services.AddSingleton<IProductSalesReads>(provider => provider.GetRequiredService<ProductSalesProjection>());
        services.AddSingleton<IProductReads>(provider => provider.GetRequiredService<ProductProjection>());
    }
}
