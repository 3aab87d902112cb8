using System.Security.Cryptography;
using System.Text;

namespace Commerce.Http;

/// <summary>The page that says what this is, and where to go on from here.</summary>
internal static class Welcome
{
    private const string Resource = "Commerce.Http.Welcome.html";

    private static readonly byte[] s_page = Read();
    private static readonly string s_policy =
        $"default-src 'none'; style-src 'sha256-{StyleHash()}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapWelcome(this IEndpointRouteBuilder routes, string path) =>
        routes.MapGet(path, WriteAsync).AllowAnonymous().WithHead().ExcludeFromDescription();

    private static Task WriteAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = s_policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = s_page.Length;
        return http.Response.Body.WriteAsync(s_page, http.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using var resource = typeof(Welcome).Assembly.GetManifestResourceStream(Resource)!;
        using var page = new MemoryStream();
        resource.CopyTo(page);
        return page.ToArray();
    }

    private static string StyleHash()
    {
        var page = Encoding.UTF8.GetString(s_page);
        var start = page.IndexOf("<style>", StringComparison.Ordinal) + "<style>".Length;
        return Convert.ToBase64String(
            SHA256.HashData(Encoding.UTF8.GetBytes(page[start..page.IndexOf("</style>", start, StringComparison.Ordinal)])));
    }
}
