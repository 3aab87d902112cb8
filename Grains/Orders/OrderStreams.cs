namespace Commerce.Orders;

/// <summary>How the streams of orders are named.</summary>
internal static class OrderStreams
{
    public const string Category = "order";
}
