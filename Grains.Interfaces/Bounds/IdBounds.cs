namespace Commerce;

/// <summary>
/// Which numbers are ids. A number past 2^53 - 1 is another one once a browser has read it, so nothing is ever given such an id.
/// An id outside the bounds names nothing: a question about it is answered as one about a thing that does not exist.
/// </summary>
public static class IdBounds
{
    /// <summary>The least id of a coupon, a product, an option.</summary>
    public const long Min = 1;

    /// <summary>The least id of a customer: some shops number them from 0.</summary>
    public const long MinCustomer = 0;

    /// <summary>The greatest id: 2^53 - 1, the last whole number before which a double holds every one.</summary>
    public const long Max = (1L << 53) - 1;
}
