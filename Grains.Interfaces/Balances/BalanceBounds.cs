namespace Commerce.Balances;

/// <summary>Bounds of customers and their balances.</summary>
public static class BalanceBounds
{
    /// <summary>The longest name of a customer, in characters.</summary>
    public const int MaxNameLength = 100;

    /// <summary>The longest reference of a payment provider, in characters.</summary>
    public const int MaxReferenceLength = 100;

    /// <summary>
    /// The most won a customer can pay in to; far below what a 64-bit number holds, so no sum overflows. Money given back can lead
    /// over it: refusing would lose the customer's money.
    /// </summary>
    public const long Limit = 1_000_000_000_000;

    /// <summary>The most won of a balance whatever is given back: the last whole number that a browser can tell from the next.</summary>
    public const long MostEver = IdBounds.Max;
}
