using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Commerce;

/// <summary>Checks values against their bounds: the same ones before a request is sent and where it is decided.</summary>
public static class Require
{
    /// <summary>An id of a coupon, a product or an option.</summary>
    /// <param name="value">The id.</param>
    /// <param name="field">Its name.</param>
    /// <exception cref="OutOfBoundsException">It is not from 1 to 2^53 - 1.</exception>
    public static void Id(long value, string field) => Range(value, IdBounds.Min, IdBounds.Max, field);

    /// <summary>An id of a customer.</summary>
    /// <param name="value">The id.</param>
    /// <param name="field">Its name.</param>
    /// <exception cref="OutOfBoundsException">It is not from 0 to 2^53 - 1.</exception>
    public static void CustomerId(long value, string field) => Range(value, IdBounds.MinCustomer, IdBounds.Max, field);

    /// <summary>An id of an order.</summary>
    /// <param name="value">The id.</param>
    /// <exception cref="OutOfBoundsException">It is the empty one.</exception>
    public static void OrderId(Guid value)
    {
        if (value == Guid.Empty)
            throw new OutOfBoundsException("orderId", "orderId must not be the empty UUID.");
    }

    /// <summary>An id of a reservation.</summary>
    /// <param name="value">The id.</param>
    /// <exception cref="OutOfBoundsException">It is the empty one.</exception>
    public static void ReservationId(Guid value)
    {
        if (value == Guid.Empty)
            throw new OutOfBoundsException("reservationId", "reservationId must not be the empty UUID.");
    }

    /// <summary>A number within bounds.</summary>
    /// <param name="value">The number.</param>
    /// <param name="min">The least.</param>
    /// <param name="max">The most.</param>
    /// <param name="field">Its name.</param>
    /// <exception cref="OutOfBoundsException">It is less or more.</exception>
    public static void Range(long value, long min, long max, string field)
    {
        if (value < min || value > max)
            throw new OutOfBoundsException(field, string.Create(CultureInfo.InvariantCulture, $"{field} must be from {min} to {max}."));
    }

    /// <summary>A text that is not blank and has no control characters and no line breaks.</summary>
    /// <param name="value">The text.</param>
    /// <param name="maxLength">Characters at the most, as UTF-16 counts them.</param>
    /// <param name="field">Its name.</param>
    /// <exception cref="OutOfBoundsException">It is missing, blank, too long, or has characters that are none.</exception>
    public static void Text([NotNull] string? value, int maxLength, string field)
    {
        if (value is null || !value.Any(CanBeSeen))
            throw new OutOfBoundsException(field, $"{field} is required.");
        if (value.Length > maxLength)
            throw new OutOfBoundsException(field, string.Create(CultureInfo.InvariantCulture,
                $"{field} must have at most {maxLength} characters."));
        if (value.Any(IsControlOrBreak))
            throw new OutOfBoundsException(field, $"{field} must not have control characters.");
        if (HasLoneSurrogate(value))
            throw new OutOfBoundsException(field, $"{field} must be whole characters.");
    }

    /// <summary>A list with at least one item, none of which is <see langword="null"/>.</summary>
    /// <typeparam name="TItem">What is in it.</typeparam>
    /// <param name="items">The list.</param>
    /// <param name="max">Entries at the most.</param>
    /// <param name="field">Its name.</param>
    /// <exception cref="OutOfBoundsException">It is missing, empty or too long, or an entry is missing.</exception>
    public static void Items<TItem>([NotNull] IReadOnlyList<TItem>? items, int max, string field)
    {
        if (items is null || items.Count < 1 || items.Count > max)
            throw new OutOfBoundsException(field, string.Create(CultureInfo.InvariantCulture, $"{field} must have 1 to {max} entries."));
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is null)
                throw new OutOfBoundsException($"{field}[{i}]", $"{field}[{i}] is required.");
        }
    }

    /// <summary>A list that names each id once.</summary>
    /// <typeparam name="TItem">What is in it.</typeparam>
    /// <param name="items">The list.</param>
    /// <param name="id">An entry's id.</param>
    /// <param name="field">The list's name.</param>
    /// <param name="idField">The id's name.</param>
    /// <exception cref="OutOfBoundsException">An id is there twice.</exception>
    public static void Once<TItem>(IReadOnlyList<TItem> items, Func<TItem, long> id, string field, string idField)
    {
        if (items.Count > 1 && items.Select(id).Distinct().Count() != items.Count)
            throw new OutOfBoundsException(field, $"{field} must have each {idField} once.");
    }

    // Marks without a width, and joiners with nothing to join, are as blank as a space.
    private static bool CanBeSeen(char c) => !char.IsWhiteSpace(c)
        && char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format);

    // Unicode's own line and paragraph separators break a line as well.
    private static bool IsControlOrBreak(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    // Half a character cannot be written in UTF-8: it would come back as another text than the one that was stored.
    private static bool HasLoneSurrogate(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                i++;
            else if (char.IsSurrogate(value[i]))
                return true;
        }
        return false;
    }
}
