using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>A request that must be refused, and how.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Request">The request.</param>
/// <param name="Status">The status it gets.</param>
/// <param name="Field">The field that the problem names; <see langword="null"/> when none has to be named.</param>
internal sealed record BadRequest(string Name, ApiRequest Request, int Status, string? Field = null)
{
    public override string ToString() => $"{Request.Method} {Shorten(Request.Path)}: {Name}";

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}... ({text.Length})";
}

/// <summary>A value of a field that must be refused, as JSON text; <see langword="null"/> leaves the field out.</summary>
internal sealed record BadValue(string Name, string? Json)
{
    private static readonly BadValue[] s_notANumber =
    [
        new("text", "\"1\""), new("true", "true"), new("array", "[1]"), new("object", "{\"value\":1}"), new("fraction", "1.5"),
        new("whole number with a fraction", "1.0"), new("exponent", "1e3"), new("more than 64 bits", "9223372036854775808"),
        new("less than 64 bits", "-9223372036854775809"), new("huge", new string('9', 400)), new("huge exponent", "1e400"),
        new("NaN", "NaN"), new("Infinity", "-Infinity"), new("NaN as text", "\"NaN\""), new("hexadecimal", "0x10"),
        new("leading zero", "01"), new("plus", "+1"), new("lone minus", "-"), new("no value", ""), new("digits of another script", "١"),
    ];

    private static readonly BadValue[] s_notAText =
    [
        new("number", "1"), new("false", "false"), new("array", "[\"a\"]"), new("object", "{}"),
        new("single quotes", "'a'"), new("raw control character", "\"a\u0001b\""), new("raw line break", "\"a\nb\""),
        new("unknown escape", "\"\\x41\""), new("half a surrogate pair", "\"\\ud800\""), new("cut escape", "\"\\u00\""),
    ];

    public static BadValue[] Missing { get; } = [new("missing", null), new("null", "null")];

    /// <summary>For what is so or not.</summary>
    public static BadValue[] Boolean { get; } =
        [.. Missing, new("number", "1"), new("text", "\"true\""), new("capital", "True"), new("array", "[true]"), new("object", "{}")];

    private static readonly BadValue[] s_noId =
        [.. s_notANumber, new("negative", "-1"), new("one past the last", "9007199254740992"),
            new("most of 64 bits", "9223372036854775807")];

    /// <summary>For an id that must be there.</summary>
    public static BadValue[] Id { get; } = [.. Missing, .. s_noId, new("zero", "0")];

    /// <summary>For an id that may be left out.</summary>
    public static BadValue[] OptionalId { get; } = [.. s_noId, new("zero", "0")];

    /// <summary>For a customer's id: it may be 0.</summary>
    public static BadValue[] CustomerId { get; } = [.. Missing, .. s_noId];

    public static BadValue[] Number(long min, long max) =>
    [
        .. Missing, .. s_notANumber,
        new("below the least", $"{min - 1}"), new("above the most", max == long.MaxValue ? "9223372036854775808" : $"{max + 1}"),
        new("least there is", $"{long.MinValue}"),
    ];

    public static BadValue[] Text(int maxLength) =>
    [
        .. Missing, .. s_notAText,
        new("empty", "\"\""), new("blank", "\" \\t \""), new("escaped NUL", "\"a\\u0000b\""), new("escaped line break", "\"a\\nb\""),
        new("nothing that can be seen", "\"\\u200b\\u2060\""), new("line separator", "\"a\\u2028b\""),
        new("delete", "\"a\\u007fb\""), new("too long", $"\"{new string('a', maxLength + 1)}\""),
        new("very long", $"\"{new string('a', 60_000)}\""),
    ];

    public static BadValue[] Moment { get; } =
    [
        .. Missing, new("number", "1740819600"), new("empty", "\"\""), new("words", "\"tomorrow\""),
        new("13th month", "\"2025-13-01T00:00:00Z\""),
        new("30th of February", "\"2025-02-30T00:00:00Z\""), new("25th hour", "\"2025-03-01T25:00:00Z\""),
            new("year 10000", "\"10000-01-01T00:00:00Z\""),
        new("before the first year", "\"0001-01-01T00:00:00+14:00\""), new("after the last year", "\"9999-12-31T23:59:59-12:00\""),
            new("impossible offset", "\"2025-03-01T00:00:00+99:00\""), new("array", "[]"),
        new("no offset", "\"2025-03-01T10:00:00\""), new("no offset, to the tick", "\"2025-03-01T10:00:00.1234567\""),
            new("a day", "\"2025-03-02\""),
        new("a lower case zone", "\"2025-03-01T10:00:00z\""), new("a zone's name", "\"2025-03-01T10:00:00 KST\""),
        new("a blank for a plus", "\"2025-03-01T10:00:00 09:00\""), new("seconds since 1970 as text", "\"1740819600\""),
    ];

    public static BadValue[] Uuid { get; } =
    [
        .. Missing, new("number", "1"), new("empty", "\"\""), new("words", "\"order\""),
        new("too short", "\"0195a0c4-7d2e-7abc-8def-0123456789a\""),
        new("too long", "\"0195a0c4-7d2e-7abc-8def-0123456789abc\""), new("braces", "\"{0195a0c4-7d2e-7abc-8def-0123456789ab}\""),
        new("not hexadecimal", "\"0195a0c4-7d2e-7abc-8def-0123456789ag\""), new("array", "[]"), new("object", "{}"),
    ];

    public static BadValue[] List(string item, int max) =>
    [
        .. Missing, new("empty", "[]"), new("too many", $"[{string.Join(',', Enumerable.Repeat(item, max + 1))}]"),
        new("null in it", "[null]"),
        new("text", "\"[]\""), new("number", "1"), new("object", "{}"), new("number in it", "[1]"), new("array in it", "[[]]"),
        new("not closed", $"[{item}"), new("trailing comma", $"[{item},]"), new("nothing known in it", "[{}]"),
    ];
}
