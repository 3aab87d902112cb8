namespace Commerce.Cluster;

/// <summary>
/// Tells whose a new order or reservation is, so that its grain is made in the silo in which new activations of that customer's balance
/// are. What an order asks of the balance, and what it takes from it, is then no message between silos. A hint and no promise: what is
/// elsewhere already stays there, and everything works from everywhere.
/// </summary>
public static class NearCustomer
{
    private const string Key = "commerce.customer";

    /// <summary>Marks the calls of this request, from here on.</summary>
    /// <param name="customerId">The customer.</param>
    public static void Mark(long customerId) => RequestContext.Set(Key, customerId);

    /// <summary>Reads what a call is marked with.</summary>
    /// <param name="context">The call's request context.</param>
    /// <returns>The customer, or <see langword="null"/> where the call is not marked.</returns>
    public static long? Read(IReadOnlyDictionary<string, object>? context) =>
        context is not null && context.TryGetValue(Key, out var value) && value is long customerId ? customerId : null;
}
