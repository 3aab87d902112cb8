namespace Commerce.Catalog;

/// <summary>Bounds of products, their stock, and best sellers.</summary>
public static class ProductBounds
{
    /// <summary>The longest name of a product, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The longest name of an option, in characters.</summary>
    public const int MaxOptionNameLength = 100;

    /// <summary>The most options of a product.</summary>
    public const int MaxOptions = 100;

    /// <summary>The most won of a base price, and of an extra price.</summary>
    public const long MaxPrice = 1_000_000_000;

    /// <summary>The most pieces of an option ever supplied.</summary>
    public const long MaxSupply = 1_000_000_000;

    /// <summary>Of how many days best sellers are, unless told.</summary>
    public const int DefaultPopularDays = 3;

    /// <summary>The most days that best sellers are asked of.</summary>
    public const int MaxPopularDays = 365;
}
