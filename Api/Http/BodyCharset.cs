using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace Commerce.Http;

/// <summary>JSON is UTF-8: a body that says it is something else, or something nobody knows, is refused before it is read.</summary>
internal static class BodyCharset
{
    public static Task Check(HttpContext http, RequestDelegate next) =>
        IsUtf8(http.Request.ContentType) || http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null
            ? next(http)
            : new Problem(HttpProblems.UnsupportedMediaType).ExecuteAsync(http);

    private static bool IsUtf8(string? contentType) =>
        contentType is null
        || !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Parameters.All(parameter =>
            !parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
}
