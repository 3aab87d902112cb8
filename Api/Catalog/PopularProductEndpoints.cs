using Commerce.Http;

namespace Commerce.Catalog;

/// <summary>A product with what was sold of it.</summary>
/// <param name="ProductId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="BasePrice">Won.</param>
/// <param name="SoldQuantity">Pieces sold and not given back.</param>
internal sealed record PopularProductResponse(long ProductId, string Name, long BasePrice, long SoldQuantity)
{
    internal static PopularProductResponse Of(PopularProduct product) =>
        new(product.ProductId, product.Name, product.BasePrice, product.SoldQuantity);
}

/// <summary>The route of best sellers.</summary>
internal static class PopularProductEndpoints
{
    public static void MapPopularProducts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/products/popular", List).AllowAnonymous().WithName("listPopularProducts").WithTags("Products")
            .WithSummary("Lists the products that were sold most, of the last days.")
            .WithDescription("Today and the days before it, in UTC: 3 unless told, 365 at the most. What was given back is taken off the "
                + "day of its sale. It follows within moments, and has no further page.")
            .Produces<ListResponse<PopularProductResponse>>().Refuses();

    private static async Task<IResult> List(string? days, string? limit, IGrainFactory grains)
    {
        var products = await grains.Grain<IPopularProductsGrain>(0).List(
            days is null ? ProductBounds.DefaultPopularDays : (int)Input.Range(days, "days", 1, ProductBounds.MaxPopularDays),
            Input.Limit(limit));
        return TypedResults.Ok(new ListResponse<PopularProductResponse>([.. products.Select(PopularProductResponse.Of)], null));
    }
}
