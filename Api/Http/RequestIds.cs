using System.Diagnostics;
using Commerce.Audit;

namespace Commerce.Http;

/// <summary>
/// The id that a proxy in front gave to a request: it is in the proxy's log, and here in the trace and in the trail. A proxy gives each
/// request its own; what a client says is worth no more than its word.
/// </summary>
internal static class RequestIds
{
    /// <summary>The header.</summary>
    public const string Header = "X-Request-Id";

    // As the conventions of OpenTelemetry name it.
    private const string Tag = "http.request.header.x-request-id";

    /// <summary>Notes the id in the request's trace, where there is one.</summary>
    public static Task Note(HttpContext http, RequestDelegate next)
    {
        if (Activity.Current is { IsAllDataRequested: true } activity && http.Request.Headers.ContainsKey(Header))
            activity.SetTag(Tag, Of(http));
        return next(http);
    }

    /// <summary>The id, fit for a log; <c>-</c> for a request that has none.</summary>
    public static string Of(HttpContext http) => RequestActor.Printable(http.Request.Headers[Header].FirstOrDefault());
}
