using System.Globalization;

namespace Commerce.Journaling;

/// <summary>
/// The name of a stream: a category, a slash, and the key of the grain whose events it has, such as <c>coupon/4001</c>. It is
/// stored with every event, and published as the subject of those that go out: how a name is made never changes.
/// </summary>
public readonly record struct StreamName
{
    private const char Separator = '/';

    private readonly string _text;
    private readonly int _categoryLength;

    /// <summary>Names the stream of a grain with a number for its key.</summary>
    /// <param name="category">What kind of grain; without a slash.</param>
    /// <param name="key">The key.</param>
    public StreamName(string category, long key)
        : this(category, key.ToString(CultureInfo.InvariantCulture)) { }

    /// <summary>Names the stream of a grain with a UUID for its key.</summary>
    /// <param name="category">What kind of grain; without a slash.</param>
    /// <param name="key">The key.</param>
    public StreamName(string category, Guid key)
        : this(category, key.ToString("N")) { }

    /// <summary>Names the stream of a grain with a text for its key.</summary>
    /// <param name="category">What kind of grain; without a slash.</param>
    /// <param name="key">The key.</param>
    public StreamName(string category, string key)
        : this($"{category}{Separator}{key}", category.Length) { }

    private StreamName(string text, int categoryLength) => (_text, _categoryLength) = (text, categoryLength);

    /// <summary>What kind of grain the stream is of, such as <c>coupon</c>.</summary>
    public string Category => _text[.._categoryLength];

    /// <summary>The grain's key; empty when the name has none.</summary>
    public string Key => new(KeySpan);

    /// <summary>The grain's key.</summary>
    /// <exception cref="FormatException">It is not a number.</exception>
    public long NumberKey => long.Parse(KeySpan, CultureInfo.InvariantCulture);

    /// <summary>The grain's key.</summary>
    /// <exception cref="FormatException">It is not a UUID.</exception>
    public Guid GuidKey => Guid.ParseExact(KeySpan, "N");

    private ReadOnlySpan<char> KeySpan => _text.AsSpan(Math.Min(_categoryLength + 1, _text.Length));

    /// <summary>Reads a name. A text without a slash, which none of our grains has, is a category alone.</summary>
    /// <param name="text">The name.</param>
    public static StreamName Parse(string text) =>
        new(text, text.IndexOf(Separator, StringComparison.Ordinal) is >= 0 and var slash ? slash : text.Length);

    /// <summary>What the names of all streams of a category begin with.</summary>
    /// <param name="category">The category.</param>
    public static string PrefixOf(string category) => category + Separator;

    /// <summary>Whether the stream is of a category.</summary>
    /// <param name="category">The category.</param>
    public bool IsOf(string category) => _text.AsSpan(0, _categoryLength).SequenceEqual(category);

    /// <summary>The name as it is stored.</summary>
    public override string ToString() => _text;
}
