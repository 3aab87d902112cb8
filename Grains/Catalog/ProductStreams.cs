using Commerce.Journaling;

namespace Commerce.Catalog;

/// <summary>How the streams of products are named.</summary>
internal static class ProductStreams
{
    public const string Category = "product";

    public static StreamName Of(long productId) => new(Category, productId);
}
