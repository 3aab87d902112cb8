using System.Globalization;

namespace Commerce.Orders;

/// <summary>A place in a customer's list of orders.</summary>
/// <param name="PlacedAt">Milliseconds since 1970.</param>
/// <param name="OrderId">Tells orders of one millisecond apart.</param>
public readonly record struct OrderCursor(long PlacedAt, Guid OrderId) : IFormattable
{
    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{PlacedAt}-{OrderId:N}");

    /// <summary>Reads what <see cref="ToString(string?, IFormatProvider?)"/> gave.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cursor">The place.</param>
    public static bool TryParse(string text, out OrderCursor cursor)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0
            && text.AsSpan(0, dash).IndexOfAnyExceptInRange('0', '9') < 0 // the parser itself takes trailing NULs
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && Guid.TryParseExact(text.AsSpan(dash + 1), "N", out var id))
        {
            cursor = new(at, id);
            return true;
        }
        cursor = default;
        return false;
    }
}
