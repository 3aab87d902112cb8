using System.Text.Json;
using System.Text.Json.Serialization;
using Commerce.Journaling;

namespace Commerce.Catalog;

/// <summary>The stored form of a product's events.</summary>
internal sealed class ProductEventCodec : IEventCodec<IProductEvent>
{
    public const string Defined = "product.defined";
    public const string Added = "product.stock-added";
    public const string Deducted = "product.stock-deducted";
    public const string Restored = "product.stock-restored";

    public static readonly ProductEventCodec Instance = new();

    // Others are told what products there are; the stock of this moment is only ever asked for.
    public StoredEvent Encode(IProductEvent e) => e switch
    {
        StockDeducted deducted =>
            new(Deducted, 1, JsonSerializer.SerializeToUtf8Bytes(deducted, ProductJson.Default.StockDeducted), Publish: false),
        StockRestored restored =>
            new(Restored, 1, JsonSerializer.SerializeToUtf8Bytes(restored, ProductJson.Default.StockRestored), Publish: false),
        StockAdded added => new(Added, 1, JsonSerializer.SerializeToUtf8Bytes(added, ProductJson.Default.StockAdded), Publish: false),
        ProductDefined defined =>
            new(Defined, 1, JsonSerializer.SerializeToUtf8Bytes(defined, ProductJson.Default.ProductDefined), Publish: true),
        _ => throw new NotSupportedException($"A product has no event {e.GetType().Name}."),
    };

    public IProductEvent Decode(string type, int version, ReadOnlySpan<byte> payload) => (type, version) switch
    {
        (Deducted, 1) => JsonSerializer.Deserialize(payload, ProductJson.Default.StockDeducted)!,
        (Restored, 1) => JsonSerializer.Deserialize(payload, ProductJson.Default.StockRestored)!,
        (Added, 1) => JsonSerializer.Deserialize(payload, ProductJson.Default.StockAdded)!,
        (Defined, 1) => JsonSerializer.Deserialize(payload, ProductJson.Default.ProductDefined)!,
        _ => throw new NotSupportedException($"{type} version {version} was stored by a newer release."),
    };
}

/// <summary>Stored names are camelCase and fixed by the recorded payloads under test.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProductDefined))]
[JsonSerializable(typeof(StockAdded))]
[JsonSerializable(typeof(StockDeducted))]
[JsonSerializable(typeof(StockRestored))]
[JsonSerializable(typeof(SavedProduct))]
[JsonSerializable(typeof(DefineProductOutcome))]
[JsonSerializable(typeof(AddStockOutcome))]
[JsonSerializable(typeof(DeductStockOutcome))]
[JsonSerializable(typeof(RestoreStockOutcome))]
internal sealed partial class ProductJson : JsonSerializerContext;
