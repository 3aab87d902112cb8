using Microsoft.Net.Http.Headers;

namespace Commerce.Http;

/// <summary>
/// The headers <c>ETag</c> and <c>If-Match</c> of what administrators define. The tag is of the definition alone, see
/// <see cref="Revision"/>: what is sold meanwhile does not move it, or nobody could change what sells well.
/// </summary>
internal static class EntityTags
{
    public const string IfMatchHeader = "If-Match";

    private const string AnyoneInMarks = "\"*\"";

    /// <summary>The revisions that the request asks for; <see langword="null"/> when it asks for none.</summary>
    /// <exception cref="InvalidInputException">The header is there, and has another form.</exception>
    public static IReadOnlyList<string>? IfMatch(this HttpContext http)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0)
            return null;
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
            throw new InvalidInputException(IfMatchHeader, $"{IfMatchHeader} must be * or entity tags in quotation marks.");
        // A weak tag is equal to none, by the rules of HTTP: it says that something is much the same. Nor is "*" in quotation marks, which
        // is a tag, and nobody's.
        return [.. tags.Where(tag => !tag.IsWeak && tag.Tag != AnyoneInMarks).Select(tag => tag.Tag.ToString().Trim('"'))];
    }

    /// <summary>Refuses the header where nothing looks at it: who sends it relies on it.</summary>
    /// <exception cref="InvalidInputException">The header is there.</exception>
    public static void RequireNoIfMatch(this HttpContext http)
    {
        if (http.Request.Headers.IfMatch.Count > 0)
            throw new InvalidInputException(IfMatchHeader, $"{IfMatchHeader} goes with PUT.");
    }

    /// <summary>Tells the revision of what the answer has.</summary>
    public static void TellRevision(this HttpContext http, string revision) => http.Response.Headers.ETag = $"\"{revision}\"";
}
