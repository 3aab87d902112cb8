using Commerce.Access;
using Commerce.ServiceDefaults;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Commerce.Http;

/// <summary>Lets pages of other origins call the API: those of <c>Http:AllowedOrigins</c>, and without any nobody.</summary>
internal static class Cors
{
    /// <summary>Every origin.</summary>
    public const string Any = "*";

    // Browsers ask before each such request otherwise; they keep an answer for two hours at the most.
    private static readonly TimeSpan s_preflightKept = TimeSpan.FromHours(1);

    private static readonly string[] s_exposed =
        [Idempotency.ReplayedHeader, "Retry-After", "Location", "WWW-Authenticate", "ETag", OpenAccess.Header];

    public static void AddCommerceCors(this IServiceCollection services)
    {
        services.AddCors();
        services.AddListSetting<HttpOptions>(
            $"{HttpOptions.Section}:{nameof(HttpOptions.AllowedOrigins)}", (http, origins) => http.AllowedOrigins = origins);
        services.AddOptions<CorsOptions>().Configure<IOptions<HttpOptions>>((cors, http) => cors.AddDefaultPolicy(policy =>
        {
            // No cookie identifies anybody here, so none is asked for; a page has to have a key to send one.
            policy.WithOrigins(http.Value.AllowedOrigins).AllowAnyHeader().SetPreflightMaxAge(s_preflightKept).WithExposedHeaders(s_exposed)
                .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete);
        }));
    }

    /// <summary>
    /// Runs before everything that can refuse a request: a preflight carries no key, and a page cannot read a refusal that does not
    /// name its origin.
    /// </summary>
    public static void UseCommerceCors(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.AllowedOrigins;
        if (origins.Length == 0)
            return;
        if (!origins.Contains(Any))
            app.Use(VaryByOrigin);
        app.UseCors();
        app.Use(AnswerOptions);
    }

    /// <summary>
    /// Whether a page's origin can be this, letter by letter: <c>https://shop.example</c>, with its port
    /// unless it is the usual one.
    /// </summary>
    public static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && origin == $"{uri.Scheme}://{HostOf(uri)}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";

    private static string HostOf(Uri uri) => uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;

    // A cache that keeps an answer to no origin must not give it to a page.
    private static Task VaryByOrigin(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static response =>
        {
            var headers = ((HttpResponse)response).Headers;
            if (!headers.Vary.Contains("Origin"))
                headers.Append("Vary", "Origin");
            return Task.CompletedTask;
        }, http.Response);
        return next(http);
    }

    private static async Task AnswerOptions(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (HttpMethods.IsOptions(http.Request.Method)
            && http.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false })
            http.Response.StatusCode = StatusCodes.Status204NoContent; // Allow is set
    }
}
