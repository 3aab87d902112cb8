using System.Diagnostics;
using System.Globalization;
using Commerce.Health;
using Commerce.Telemetry;
using Microsoft.AspNetCore.WebUtilities;

namespace Commerce.Http;

/// <summary>An error as clients get it, after RFC 9457.</summary>
/// <param name="Type">Always <c>about:blank</c>: the code says what kind of problem it is.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable, UPPER_SNAKE: what programs go by.</param>
/// <param name="Message">What people read.</param>
/// <param name="TraceId">Finds the request in traces and logs.</param>
/// <param name="Field">The field that is wrong, when there is one.</param>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Code, string Message, string TraceId, string? Field);

/// <summary>Answers with <c>application/problem+json</c>.</summary>
internal sealed class Problem(ProblemType type, string? message = null, string? field = null, TimeSpan? retryAfter = null)
    : IResult, IStatusCodeHttpResult
{
    public const string ContentType = "application/problem+json";

    public int? StatusCode => type.Status;

    /// <summary>503: something this rests on is unavailable or full; the client may repeat the request soon.</summary>
    public static Problem Unavailable(string message) =>
        new(HttpProblems.ServiceUnavailable, message, retryAfter: TimeSpan.FromSeconds(1));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = type.Status;
        response.Headers.XContentTypeOptions = SafeHeaders.NoSniff; // an exception's answer begins anew
        response.Headers.CacheControl = SafeHeaders.NoStore;
        if (!WarmUp.IsOwn && !HealthEndpoints.IsProbe(httpContext)) // a customer is refused
            httpContext.RequestServices.GetRequiredService<ApiMetrics>().Refused(type.Code);
        if (retryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var body = new ProblemBody(
            "about:blank", ReasonPhrases.GetReasonPhrase(type.Status), type.Status, type.Code, message ?? type.Message,
            Activity.Current?.TraceId.ToString() ?? httpContext.TraceIdentifier, field);
        // To the end, also while the client leaves: there is little of it, and an error handler that fails is one more error.
        return response.WriteAsJsonAsync(body, ApiJson.Default.ProblemBody, ContentType, CancellationToken.None);
    }
}
