using Commerce.Http;

namespace Commerce.Access;

/// <summary>
/// Looks at the keys that requests to <c>/admin</c> carry, before anything of them is read. With <c>Auth:Mode</c> Jwt a token is looked
/// at after it, and a key is for the emergency: it needs no authority.
/// </summary>
internal sealed class AdminGate(RequestDelegate next, AdminKeys keys, Callers callers)
{
    /// <summary>Whether a request is for administrators: by its route, and whatever the path is spelled like.</summary>
    public static bool Guards(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase)
        || Policies.AreaOf(Policies.PolicyOf(http.GetEndpoint())) is not null;

    public Task InvokeAsync(HttpContext http)
    {
        var fromBrowser = BrowserKeys.Of(http);
        var shown = fromBrowser ?? BearerTokens.Of(http);
        // All that is no key is looked at after this; but a browser has to be asked for one.
        if (callers.AreKnown && (!keys.Any || (shown is null && !BrowserKeys.AreTaken(http)) || shown is "" || IsToken(shown)))
            return next(http);
        if (!keys.Any)
            return new Problem(HttpProblems.AdminClosed).ExecuteAsync(http);
        if (shown is null)
            return Challenge(http);
        switch (keys.Check(http.Connection.RemoteIpAddress, shown, out var use))
        {
            case AdminKeyCheck.Right:
                http.Features.Set(use);
                return next(http);
            case AdminKeyCheck.Wrong when fromBrowser is not null:
                http.Features.Set(new WrongBrowserKey());
                return Challenge(http); // a browser asks again only after a 401
            case AdminKeyCheck.Wrong:
                return new Problem(HttpProblems.Forbidden).ExecuteAsync(http);
            default:
                return new Problem(HttpProblems.TooManyRequests, "Too many wrong keys came from this address.",
                    retryAfter: AdminKeys.Window).ExecuteAsync(http);
        }
    }

    private static Task Challenge(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = BrowserKeys.AreTaken(http) ? BrowserKeys.Challenges : "Bearer";
        return new Problem(HttpProblems.Unauthenticated).ExecuteAsync(http);
    }

    // Three parts, the first a JSON object in base64url. No key of ours looks like that.
    private static bool IsToken(string? shown) =>
        shown?.StartsWith("ey", StringComparison.Ordinal) == true && shown.Count(c => c == '.') == 2;
}

/// <summary>A browser showed a key that is none.</summary>
internal sealed record WrongBrowserKey;
