using Commerce.Access;

namespace Commerce.Http;

/// <summary>What browsers and caches on the way are told about answers.</summary>
internal static class SafeHeaders
{
    public const string NoSniff = "nosniff";
    public const string NoStore = "no-store";

    // The page's own scripts, and styles that its scripts set.
    private const string DocsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Its own files and its own server, and nothing written into the page.
    private const string PagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Nothing is taken for another type than it says, and what is a customer's or an administrator's is kept by nobody.</summary>
    public static Task Add(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        if (Policies.PolicyOf(http.GetEndpoint()) is not null)
            headers.CacheControl = NoStore;
        return next(http);
    }

    /// <summary>A page is made of its own files, and stands in no other page.</summary>
    public static void AddToPage(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = PagePolicy;
        headers["Referrer-Policy"] = "no-referrer";
    }

    /// <summary>The page of the API's document runs nothing but its own scripts, and stands in no other page.</summary>
    public static Task AddToDocs(HttpContext http, RequestDelegate next)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = DocsPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        return next(http);
    }
}
