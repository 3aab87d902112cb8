using Microsoft.Net.Http.Headers;

namespace Commerce.Http;

/// <summary>JSON is UTF-8: a body that says it is something else, or something nobody knows, is refused before it is read.</summary>
internal static class BodyCharset
{
    public static Task Check(HttpContext http, RequestDelegate next) =>
        IsUtf8(http.Request.ContentType)
            ? next(http)
            : new Problem(StatusCodes.Status415UnsupportedMediaType, ExceptionMapping.CodeOf(StatusCodes.Status415UnsupportedMediaType),
                ExceptionMapping.MessageOf(StatusCodes.Status415UnsupportedMediaType)).ExecuteAsync(http);

    private static bool IsUtf8(string? contentType) =>
        contentType is null
        || !contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var type) && type.Parameters.All(parameter =>
            !parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase)));
}
