using Commerce.Http;

namespace Commerce.Catalog;

/// <summary>An option of a product.</summary>
/// <param name="ProductOptionId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExtraPrice">Won added to the base price.</param>
/// <param name="Price">Won a piece costs.</param>
/// <param name="Stock">Pieces left.</param>
internal sealed record ProductOptionResponse(long ProductOptionId, string Name, long ExtraPrice, long Price, long Stock);

/// <summary>A product.</summary>
/// <param name="ProductId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="BasePrice">Won.</param>
/// <param name="Options">Its options.</param>
internal sealed record ProductResponse(long ProductId, string Name, long BasePrice, IReadOnlyList<ProductOptionResponse> Options)
{
    internal static ProductResponse Of(Product product) => new(product.ProductId, product.Name, product.BasePrice,
        [.. product.Options.Select(option =>
            new ProductOptionResponse(option.OptionId, option.Name, option.ExtraPrice, option.Price, option.Stock))]);
}

/// <summary>An option to define.</summary>
/// <param name="ProductOptionId">Its id.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="ExtraPrice">Won; 0 to 1,000,000,000.</param>
/// <param name="Stock">Pieces supplied since the beginning, sold ones included; 0 to 1,000,000,000.</param>
internal sealed record PutOptionRequest(long? ProductOptionId, string? Name, long? ExtraPrice, long? Stock);

/// <summary>A product to define.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="BasePrice">Won; 0 to 1,000,000,000.</param>
/// <param name="Options">1 to 100 options, each id once.</param>
internal sealed record PutProductRequest(string? Name, long? BasePrice, IReadOnlyList<PutOptionRequest?>? Options);

/// <summary>The product routes, and products for administrators.</summary>
internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder routes)
    {
        var products = routes.MapGroup("").WithTags("Products");
        products.MapGet("/v1/products", List).WithName("listProducts").WithSummary("Lists products with prices and stock.")
            .WithDescription("In the order of their ids. A product shows up, and its stock changes, moments after it did.")
            .Produces<ListResponse<ProductResponse>>().Refuses();
        products.MapGet("/v1/products/{productId}", Get).WithName("getProduct").WithSummary("Reads a product with prices and stock.")
            .WithDescription("Prices and stock of this moment.")
            .Produces<ProductResponse>().Refuses(ProductRefusals.NotFound);
        routes.MapPut("/admin/products/{productId}", Put).WithName("putProduct").WithTags("Admin")
            .WithSummary("Creates a product or extends it.")
            .WithDescription("Options are added or changed, and none is removed. Stock is what was supplied since the beginning, sold " +
            "pieces included.")
            .Produces<ProductResponse>().Produces<ProductResponse>(StatusCodes.Status201Created).Refuses(ProductRefusals.StockBelowSold);
    }

    private static async Task<IResult> List(string? limit, string? after, IGrainFactory grains)
    {
        var page = await grains.Grain<ICatalogGrain>(0).List(Input.Limit(limit), Input.AfterId(after));
        return TypedResults.Ok(new ListResponse<ProductResponse>([.. page.Items.Select(ProductResponse.Of)], page.Next));
    }

    private static async Task<IResult> Get(string productId, Absences absences, IGrainFactory grains)
    {
        var id = Input.Id(productId, "productId");
        var product = await absences.Products.FindAsync(id, () => grains.Grain<IProductGrain>(id).Get());
        return product is null
            ? new Problem(ProductRefusals.NotFound)
            : TypedResults.Ok(ProductResponse.Of(product));
    }

    private static async Task<IResult> Put(
        string productId, PutProductRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(productId, "productId");
        var command = new DefineProduct(
            Input.Text(request.Name, "name", ProductBounds.MaxNameLength),
            Input.Range(request.BasePrice, "basePrice", 0, ProductBounds.MaxPrice),
            Options(request.Options),
            http.CommandId());
        var reply = await grains.Grain<IProductGrain>(id).Define(command);
        absences.Products.Made(id);
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            DefineProductStatus.Created => TypedResults.Created($"/v1/products/{id}", ProductResponse.Of(outcome.Product!)),
            DefineProductStatus.Updated or DefineProductStatus.Unchanged => TypedResults.Ok(ProductResponse.Of(outcome.Product!)),
            _ => ProductRefusals.Of(outcome.Status),
        });
    }

    private static List<OptionDefinition> Options(IReadOnlyList<PutOptionRequest?>? requests)
    {
        Require.Items(requests, ProductBounds.MaxOptions, "options");
        var options = new List<OptionDefinition>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            var field = $"options[{i}]";
            var option = requests[i]!;
            options.Add(new(
                Input.Id(option.ProductOptionId, $"{field}.productOptionId"),
                Input.Text(option.Name, $"{field}.name", ProductBounds.MaxOptionNameLength),
                Input.Range(option.ExtraPrice, $"{field}.extraPrice", 0, ProductBounds.MaxPrice),
                Input.Range(option.Stock, $"{field}.stock", 0, ProductBounds.MaxSupply)));
        }
        Require.Once(options, option => option.OptionId, "options", "productOptionId");
        return options;
    }
}
