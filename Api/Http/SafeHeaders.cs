using Commerce.Access;

namespace Commerce.Http;

/// <summary>What browsers and caches on the way are told about answers.</summary>
internal static class SafeHeaders
{
    public const string NoSniff = "nosniff";
    public const string NoStore = "no-store";

    private const string Alone = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Its own files and its own server, and nothing written into the page.
    private const string PagePolicy =
        $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; {Alone}";

    // The same for scripts. Styles and fonts of pages that are others' work are written into them.
    private const string LibraryPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + $"font-src 'self' data:; connect-src 'self'; {Alone}";

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
    public static void AddToPage(IHeaderDictionary headers) => Add(headers, PagePolicy);

    /// <summary>A library's page runs nothing but its own scripts, and stands in no other page.</summary>
    public static void AddToLibraryPage(IHeaderDictionary headers) => Add(headers, LibraryPolicy);

    /// <summary>The page of the API's document is such a page.</summary>
    public static Task AddToDocs(HttpContext http, RequestDelegate next)
    {
        AddToLibraryPage(http.Response.Headers);
        return next(http);
    }

    private static void Add(IHeaderDictionary headers, string policy)
    {
        headers.ContentSecurityPolicy = policy;
        headers["Referrer-Policy"] = "no-referrer";
    }
}
