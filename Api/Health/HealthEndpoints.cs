using Commerce.Http;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Commerce.Health;

/// <summary>Health: liveness asks nothing but this process, readiness also asks what requests rest on.</summary>
internal static class HealthEndpoints
{
    private const string Prefix = "/health";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks($"{Prefix}/live", Options(_ => false)).DisableRateLimiting().AllowAnonymous();
        routes.MapHealthChecks($"{Prefix}/ready", Options(check => check.Tags.Contains(HealthTags.Ready)))
            .DisableRateLimiting().AllowAnonymous();
    }

    /// <summary>Whether a request is one of those that look after the process.</summary>
    public static bool IsProbe(HttpContext http) => http.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal);

    /// <summary>Why a report is not a healthy one, in sentences.</summary>
    public static string Reasons(HealthReport report) => string.Join(' ', report.Entries.Values
        .Where(entry => entry.Status == HealthStatus.Unhealthy).Select(entry => entry.Description));

    private static HealthCheckOptions Options(Func<HealthCheckRegistration, bool> asks) => new()
    {
        Predicate = asks,
        ResponseWriter = WriteAsync,
    };

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        if (report.Status == HealthStatus.Unhealthy)
            return Problem.Unavailable(Reasons(report)).ExecuteAsync(http);
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(report.Status.ToString(), http.RequestAborted);
    }
}
