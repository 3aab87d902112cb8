using Commerce.Orders;

namespace Commerce.Coupons;

/// <summary>Bounds of campaigns.</summary>
public static class CouponBounds
{
    /// <summary>The longest name of a campaign, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The longest code, in characters.</summary>
    public const int MaxCodeLength = 50;

    /// <summary>What a code is, in words.</summary>
    public static readonly string CodeForm = $"code must be 1 to {MaxCodeLength} letters, digits, '-' and '_'.";

    /// <summary>The most pieces of a campaign: holders are numbered by 32-bit integers.</summary>
    public const int MaxQuantity = 100_000_000;

    /// <summary>The most holders that are read at once: about half a megabyte.</summary>
    public const int MaxHoldersTogether = 50_000;

    /// <summary>The most won of a fixed discount: no order costs more.</summary>
    public const long MaxDiscount = OrderBounds.MaxTotal;

    /// <summary>The most percent of a discount.</summary>
    public const long MaxRate = 100;

    /// <summary>Whether a text can be a code: 1 to 50 ASCII letters, digits, '-' and '_'. No campaign is ever given another one.</summary>
    /// <param name="text">The text.</param>
    public static bool IsCode(string? text) =>
        text is { Length: >= 1 and <= MaxCodeLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
