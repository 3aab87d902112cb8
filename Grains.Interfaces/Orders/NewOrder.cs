namespace Commerce.Orders;

/// <summary>
/// Tells an order's grain that its id was made for this very request, so that nothing can be stored under it: the grain need not look.
/// Not for an id that a client determines. If there is such an order after all, the store refuses a second first event of it.
/// </summary>
public static class NewOrder
{
    private const string Key = "commerce.new-order";

    /// <summary>
    /// Makes an id, and marks the calls of this request, from here on, that go to its grain: there should be one, which places the order.
    /// </summary>
    public static Guid NewId()
    {
        var id = Guid.CreateVersion7();
        Mark(id);
        return id;
    }

    /// <summary>Marks the calls of this request that go to the grain of an order whose id was just made.</summary>
    /// <param name="orderId">The order.</param>
    public static void Mark(Guid orderId) => RequestContext.Set(Key, orderId);

    /// <summary>Whether the call under way is of the request that made the order's id.</summary>
    /// <param name="orderId">The order.</param>
    public static bool Is(Guid orderId) => RequestContext.Get(Key) is Guid made && made == orderId;
}
