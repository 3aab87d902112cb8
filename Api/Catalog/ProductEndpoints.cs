using Commerce.Http;

namespace Commerce.Catalog;

/// <summary>The product routes.</summary>
internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder routes)
    {
        var products = routes.MapGroup("").WithTags("Products");
        products.MapGet("/v1/products", List).AllowAnonymous().WithName("listProducts").WithSummary("Lists products with prices and stock.")
            .WithDescription("In the order of their ids. A product shows up, and its stock changes, moments after it did.")
            .Produces<ListResponse<ProductResponse>>().Refuses();
        products.MapGet("/v1/products/{productId}", Get).AllowAnonymous().WithName("getProduct")
            .WithSummary("Reads a product with prices and stock.")
            .WithDescription("Prices and stock of this moment.")
            .Produces<ProductResponse>().Refuses(ProductRefusals.NotFound);
    }

    private static async Task<IResult> List(string? limit, string? after, IGrainFactory grains)
    {
        var page = await grains.Grain<ICatalogGrain>(0).List(Input.Limit(limit), Input.AfterId(after));
        return TypedResults.Ok(new ListResponse<ProductResponse>([.. page.Items.Select(ProductResponse.Of)], page.Next, page.AsOf));
    }

    private static async Task<IResult> Get(string productId, Absences absences, IGrainFactory grains)
    {
        var id = Input.Id(productId, "productId");
        var product = await absences.Products.FindAsync(id, () => grains.Grain<IProductGrain>(id).Get());
        return product is null
            ? new Problem(ProductRefusals.NotFound)
            : TypedResults.Ok(ProductResponse.Of(product));
    }
}
