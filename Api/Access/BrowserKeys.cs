using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Commerce.Access;

/// <summary>
/// Keys that come from a browser. It cannot be told to send <c>Bearer</c> with a page, so that some routes take a key as the password of
/// <c>Basic</c>, whatever the name; no other does, for a browser sends it by itself.
/// </summary>
internal static class BrowserKeys
{
    /// <summary>What such a route asks for: a browser knows what to do with the second.</summary>
    public static readonly StringValues Challenges =
        new(["Bearer", "Basic realm=\"Orleans.Commerce\", charset=\"UTF-8\""]);

    private const string Scheme = "Basic ";

    /// <summary>The routes take keys from browsers. They must change nothing: another page could make a browser ask them.</summary>
    public static TBuilder ForBrowsers<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(Marker.Instance);

    /// <summary>Whether the request's route does.</summary>
    public static bool AreTaken(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<Marker>() is not null;

    /// <summary>The key that a request to such a route carries; <see langword="null"/> without one.</summary>
    public static string? Of(HttpContext http)
    {
        if (http.Request.Headers[HeaderNames.Authorization] is not [{ } header]
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !AreTaken(http))
            return null;
        var encoded = header.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }

    private sealed class Marker
    {
        public static readonly Marker Instance = new();
    }
}
