using System.Collections.Frozen;
using System.Security.Cryptography;
using Commerce.Http;
using Microsoft.Net.Http.Headers;

namespace Commerce.Shop;

/// <summary>
/// The shop window's files, which are resources of this assembly: what is in <c>wwwroot/shop</c>, as it is there.
/// </summary>
internal static class ShopPages
{
    private const string Root = "/shop";
    private const string Index = "index.html";
    private const string Prefix = "wwwroot/shop/";

    // Its own files and the API beside them; nothing inline, nothing from elsewhere, in no other page.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, ShopFile> s_files = ReadAll();

    public static void MapShop(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup(Root).AllowAnonymous().WithHead().ExcludeFromDescription();
        pages.MapGet("/{**file}", Get);
    }

    private static IResult Get(string? file, HttpContext http)
    {
        // Files are named relative to the page, so the page's address has to end as a folder's does.
        if (file is null && !http.Request.Path.Value!.EndsWith('/'))
            return TypedResults.Redirect($"{http.Request.PathBase}{Root}/", permanent: true, preserveMethod: true);
        if (!s_files.TryGetValue(file ?? Index, out var found))
            return new Problem(HttpProblems.RouteNotFound);
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache"; // it may be kept, and has to be asked about: files name each other without a version
        return TypedResults.Bytes(found.Content, found.ContentType, entityTag: found.Tag);
    }

    private static FrozenDictionary<string, ShopFile> ReadAll()
    {
        var assembly = typeof(ShopPages).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name =>
            {
                using var resource = assembly.GetManifestResourceStream(name)!;
                using var content = new MemoryStream();
                resource.CopyTo(content);
                return ShopFile.Of(name, content.ToArray());
            }, StringComparer.Ordinal);
    }

    private sealed record ShopFile(byte[] Content, string ContentType, EntityTagHeaderValue Tag)
    {
        public static ShopFile Of(string name, byte[] content) => new(content, Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            var other => throw new NotSupportedException($"Nothing says what {other} is."),
        }, new($"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..16])}\""));
    }
}
