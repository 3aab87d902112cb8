using Commerce.Access;
using Commerce.Audit;
using Commerce.Http;

namespace Commerce.Catalog;

/// <summary>Products for administrators.</summary>
internal static class AdminProductEndpoints
{
    public static void MapAdminProducts(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("").WithTags("Admin").ForAdministrators("products");
        admin.MapGet("/admin/products/{productId}", Get).WithName("getProductAsAdmin")
            .WithSummary("Reads a product as it can be sent back.")
            .WithDescription("Put back unchanged, it changes nothing, whatever was sold meanwhile. "
                + "The ETag is of its definition: selling does not change it.")
            .Produces<ProductResponse>().Refuses(ProductRefusals.NotFound);
        admin.MapPut("/admin/products/{productId}", Put).WithName("putProduct").WithSummary("Creates a product or extends it.")
            .WithDescription("Options are added or changed, and none is removed. Supplied is what was supplied since the beginning, sold "
                + "pieces included; left out, it stays. Stock is what is left, and can be said of a new option only.")
            .Produces<ProductResponse>().Produces<ProductResponse>(StatusCodes.Status201Created).Refuses(ProductRefusals.StockBelowSold);
        admin.MapPost("/admin/products/{productId}/options/{optionId}/restock", Restock).WithName("restockOption")
            .WithSummary("Adds pieces to an option.")
            .WithDescription("To its stock, and to what was ever supplied. Without an Idempotency-Key a repeated request adds them again.")
            .Produces<ProductResponse>()
            .Refuses(ProductRefusals.NotFound, ProductRefusals.OptionNotFound, ProductRefusals.StockLimitExceeded);
    }

    private static async Task<IResult> Get(string productId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(productId, "productId");
        if (await grains.Grain<IProductGrain>(id).Get() is not { } product)
            return new Problem(ProductRefusals.NotFound);
        absences.Products.Found(id);
        return TypedResults.Ok(Response(product, http));
    }

    private static async Task<IResult> Put(
        string productId, PutProductRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(productId, "productId");
        var command = new DefineProduct(
            Input.Text(request.Name, "name", ProductBounds.MaxNameLength),
            Input.Range(request.BasePrice, "basePrice", 0, ProductBounds.MaxPrice),
            Options(request.Options),
            http.CommandId(),
            http.IfMatch(),
            http.Actor());
        var reply = await grains.Grain<IProductGrain>(id).Define(command);
        absences.Products.Found(id);
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            DefineProductStatus.Created => TypedResults.Created($"/v1/products/{id}", Response(outcome.Product!, http)),
            DefineProductStatus.Updated or DefineProductStatus.Unchanged => TypedResults.Ok(Response(outcome.Product!, http)),
            _ => ProductRefusals.Of(outcome.Status),
        });
    }

    private static async Task<IResult> Restock(
        string productId, string optionId, RestockRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(productId, "productId");
        var command = new AddStock(
            Input.Id(optionId, "optionId"),
            Input.Range(request.Quantity, "quantity", 1, ProductBounds.MaxSupply),
            http.CommandId(),
            http.Actor());
        var reply = await grains.Grain<IProductGrain>(id).AddStock(command);
        if (reply.Outcome?.Status != AddStockStatus.NotFound)
            absences.Products.Found(id);
        return reply.ToHttp(http, outcome => outcome.Status == AddStockStatus.Added
            ? TypedResults.Ok(Response(outcome.Product!, http))
            : ProductRefusals.Of(outcome.Status));
    }

    private static ProductResponse Response(Product product, HttpContext http)
    {
        http.TellRevision(product.Revision());
        return ProductResponse.Of(product);
    }

    private static List<OptionDefinition> Options(IReadOnlyList<PutOptionRequest?>? requests)
    {
        Require.Items(requests, ProductBounds.MaxOptions, "options");
        var options = new List<OptionDefinition>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
            options.Add(Option(requests[i]!, $"options[{i}]"));
        Require.Once(options, option => option.OptionId, "options", "productOptionId");
        return options;
    }

    private static OptionDefinition Option(PutOptionRequest option, string field)
    {
        var id = Input.Id(option.ProductOptionId, $"{field}.productOptionId");
        var name = Input.Text(option.Name, $"{field}.name", ProductBounds.MaxOptionNameLength);
        var extraPrice = Input.Range(option.ExtraPrice, $"{field}.extraPrice", 0, ProductBounds.MaxPrice);
        return option switch
        {
            { Supplied: not null } => new(id, name, extraPrice,
                Input.Range(option.Supplied, $"{field}.supplied", 0, ProductBounds.MaxSupply)),
            { Stock: not null } => new(id, name, extraPrice,
                Input.Range(option.Stock, $"{field}.stock", 0, ProductBounds.MaxSupply), SupplyForm.First),
            _ => new(id, name, extraPrice, OptionDefinition.KeptSupply, SupplyForm.Kept),
        };
    }
}
