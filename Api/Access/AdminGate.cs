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
        var shown = BearerTokens.Of(http);
        if (callers.AreKnown && (shown is null or "" || IsToken(shown) || !keys.Any))
            return next(http);
        if (!keys.Any)
            return new Problem(HttpProblems.AdminClosed).ExecuteAsync(http);
        if (shown is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return new Problem(HttpProblems.Unauthenticated).ExecuteAsync(http);
        }
        switch (keys.Check(http.Connection.RemoteIpAddress, shown, out var use))
        {
            case AdminKeyCheck.Right:
                http.Features.Set(use);
                return next(http);
            case AdminKeyCheck.Wrong:
                return new Problem(HttpProblems.Forbidden).ExecuteAsync(http);
            default:
                return new Problem(HttpProblems.TooManyRequests, "Too many wrong keys came from this address.",
                    retryAfter: AdminKeys.Window).ExecuteAsync(http);
        }
    }

    // Three parts, the first a JSON object in base64url. No key of ours looks like that.
    private static bool IsToken(string shown) => shown.StartsWith("ey", StringComparison.Ordinal) && shown.Count(c => c == '.') == 2;
}
