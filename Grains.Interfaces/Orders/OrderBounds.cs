namespace Commerce.Orders;

/// <summary>Bounds of orders.</summary>
public static class OrderBounds
{
    /// <summary>The most items of an order.</summary>
    public const int MaxItems = 50;

    /// <summary>The most pieces of an item.</summary>
    public const long MaxQuantity = 10_000;

    /// <summary>The longest reason of a refund, in characters.</summary>
    public const int MaxReasonLength = 200;

    /// <summary>
    /// The most won of an order: that many items, pieces of each and the highest prices come to exactly this, so no order is refused
    /// for its total, and no total comes near the end of 64 bits.
    /// </summary>
    public const long MaxTotal = 1_000_000_000_000_000;
}
