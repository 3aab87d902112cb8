using Commerce.Http;

namespace Commerce.Shop;

/// <summary>The shop window's files: what is in <c>wwwroot/shop</c>.</summary>
internal static class ShopPages
{
    private const string Root = "/shop";

    private static readonly PageFiles s_files = new("shop");

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
        return s_files.Get(http, file);
    }
}
