using Commerce.Catalog;
using static Commerce.Stored.StoredSamples;

namespace Commerce.Stored;

internal static class ProductSamples
{
    private static readonly ProductDefined s_definition =
        new("겨울 코트", 29_900, [new(6001, "S", 0, 100_000), new(6002, "L / 검정", 2_000, 0)]);

    private static readonly Product s_product = new(5001, "겨울 코트", 29_900, [new(6001, "S", 0, 29_900, 99_998, 100_000)]);

    private static readonly IReadOnlyList<StockItem> s_items = [new(6001, 2), new(6002, 10_000)];

    public static Dictionary<string, object> Events { get; } = new()
    {
        ["product.defined.v1"] = s_definition,
        ["product.stock-added.v1"] = new StockAdded(6002, 1_000_000_000),
        ["product.stock-deducted.v1"] = new StockDeducted(OrderId, s_items),
        ["product.stock-restored.v1"] = new StockRestored(OrderId, s_items),
    };

    public static Dictionary<string, StoredAnswer> Answers { get; } = new()
    {
        ["define-product.created"] = new(
            new DefineProduct(s_definition.Name, s_definition.BasePrice, s_definition.Options, CommandId),
            new DefineProductOutcome(DefineProductStatus.Created,
                new(5001, s_definition.Name, 29_900, [new(6001, "S", 0, 29_900, 100_000), new(6002, "L / 검정", 2_000, 31_900, 0)])),
            ProductJson.Default.DefineProductOutcome),
        ["define-product.kept"] = new(
            new DefineProduct(s_definition.Name, s_definition.BasePrice,
                [new(6001, "S", 0, OptionDefinition.KeptSupply, SupplyForm.Kept), new(6002, "L", 0, 5, SupplyForm.First)], CommandId),
            new DefineProductOutcome(DefineProductStatus.Updated, s_product), ProductJson.Default.DefineProductOutcome),
        ["add-stock.added"] = new(
            new AddStock(6001, 30, CommandId), new AddStockOutcome(AddStockStatus.Added, s_product), ProductJson.Default.AddStockOutcome),
        ["deduct-stock.insufficient"] = new(
            new DeductStock(OrderId, s_items, CommandId, Start),
            new DeductStockOutcome(DeductStockStatus.Insufficient), ProductJson.Default.DeductStockOutcome),
        ["restore-stock.restored"] = new(
            new RestoreStock(OrderId, s_items, CommandId, Start),
            new RestoreStockOutcome(RestoreStockStatus.Restored), ProductJson.Default.RestoreStockOutcome),
    };

    public static Dictionary<string, StoredState> States { get; } = new()
    {
        ["product"] = StoredState.Of<ProductState, IProductEvent>(
            s_definition, new StockDeducted(OrderId, [new(6001, 5)]), new StockRestored(OrderId, [new(6001, 2)])),
    };
}
