using Commerce.Http;

namespace Commerce.Access;

/// <summary>Those who look at the processes: administrators with the role of operations, or with a key, in a browser too.</summary>
public static class Operators
{
    /// <summary>Only operators may use the routes, whose pages run no scripts but their own.</summary>
    /// <param name="routes">The routes, which must change nothing.</param>
    /// <returns>The same routes.</returns>
    public static RouteGroupBuilder ForOperators(this RouteGroupBuilder routes)
    {
        routes.ForAdministrators(Policies.Operations).ForBrowsers().WithHead().ExcludeFromDescription();
        routes.AddEndpointFilter((context, next) =>
        {
            SafeHeaders.AddToLibraryPage(context.HttpContext.Response.Headers);
            return next(context);
        });
        return routes;
    }
}
