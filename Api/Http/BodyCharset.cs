using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Commerce.Http;

/// <summary>JSON is UTF-8: a body that says it is something else, or something nobody knows, is refused before it is read.</summary>
internal static class BodyCharset
{
    public static Task Check(HttpContext http, RequestDelegate next)
    {
        var contentType = http.Request.ContentType;
        if (contentType?.Contains("charset", StringComparison.OrdinalIgnoreCase) is not true
            || http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null)
            return next(http);
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.Parameters.All(IsUtf8))
            return new Problem(HttpProblems.UnsupportedMediaType).ExecuteAsync(http);
        http.Request.ContentType = type.MediaType.Value; // what reads the body knows no quotation marks around a charset
        return next(http);
    }

    /// <summary>Whether a parameter of the media type is no charset, or the right one.</summary>
    private static bool IsUtf8(NameValueHeaderValue parameter) =>
        !parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
        || HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
