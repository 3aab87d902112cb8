namespace Commerce;

/// <summary>Bounds of lists.</summary>
public static class PageBounds
{
    /// <summary>The most items on a page.</summary>
    public const int MaxLimit = 100;

    /// <summary>Items on a page when nobody says how many.</summary>
    public const int DefaultLimit = 20;
}
