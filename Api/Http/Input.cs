using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Commerce.Health;

namespace Commerce.Http;

/// <summary>What a client sent cannot be accepted. Becomes a 400 that names the field.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Always names a field.")]
[SuppressMessage("Design", "CA1064", Justification = "Does not leave the API.")]
internal sealed class InvalidInputException(string field, string message) : Exception(message)
{
    /// <summary>The JSON property, query parameter or header.</summary>
    public string Field { get; } = field;
}

/// <summary>Checks of what clients send. Each returns the checked value or throws what becomes a 400 with the field.</summary>
internal static class Input
{
    /// <summary>A field that must be there.</summary>
    public static T Required<T>([NotNull] T? value, string field)
        where T : struct => value ?? throw new InvalidInputException(field, $"{field} is required.");

    /// <summary>An id in a body; see <see cref="IdBounds"/>.</summary>
    public static long Id([NotNull] long? value, string field)
    {
        var id = Required(value, field);
        if (!WarmUp.May(id))
            Require.Id(id, field);
        return id;
    }

    /// <summary>An id in a path or query.</summary>
    public static long Id(string? value, string field) => Id(Number(value, field), field);

    /// <summary>A customer's id in a body; see <see cref="IdBounds"/>.</summary>
    public static long CustomerId([NotNull] long? value, string field)
    {
        var id = Required(value, field);
        if (!WarmUp.May(id))
            Require.CustomerId(id, field);
        return id;
    }

    /// <summary>A customer's id in a path or query.</summary>
    public static long CustomerId(string? value, string field) => CustomerId(Number(value, field), field);

    /// <summary>A number within bounds.</summary>
    public static long Range([NotNull] long? value, string field, long min, long max)
    {
        var number = Required(value, field);
        Require.Range(number, min, max, field);
        return number;
    }

    /// <summary>A number within bounds in a query.</summary>
    public static long Range(string? value, string field, long min, long max) => Range(Number(value, field), field, min, max);

    /// <summary>A text with a bounded length that is not blank and has no control characters.</summary>
    public static string Text([NotNull] string? value, string field, int maxLength)
    {
        Require.Text(value, maxLength, field);
        return value;
    }

    /// <summary>Items per page, from the query; see <see cref="PageBounds"/>.</summary>
    public static int Limit(string? value) =>
        value is null ? PageBounds.DefaultLimit : (int)Range(Number(value, "limit"), "limit", 1, PageBounds.MaxLimit);

    /// <summary>Where a page starts when it is after an id; 0 is the first page.</summary>
    public static long AfterId(string? value) => value is null ? 0 : Range(Number(value, "after"), "after", 0, IdBounds.Max);

    private static long Number(string? value, string field)
    {
        if (string.IsNullOrEmpty(value))
            throw new InvalidInputException(field, $"{field} is required.");
        // Digits only, for the parser itself takes trailing NULs and a plus sign.
        return value.AsSpan(value[0] == '-' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0
               && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidInputException(field, $"{field} must be a whole number.");
    }
}
