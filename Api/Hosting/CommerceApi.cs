using System.Globalization;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Orders;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>The HTTP API, for a process of its own or for a silo's.</summary>
public static class CommerceApi
{
    /// <summary>The tag of the health checks that readiness asks.</summary>
    public const string ReadyTag = "ready";

    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>Adds what the API needs, Orleans apart. Adding it twice is once.</summary>
    /// <param name="builder">The host.</param>
    public static void AddCommerceApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(CouponCodes)))
            return;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        services.AddOptions<HttpOptions>().BindConfiguration(HttpOptions.Section).ValidateOnStart();
        services.AddOptions<AdminOptions>().BindConfiguration(AdminOptions.Section).ValidateOnStart();
        services.AddOptions<CouponApiOptions>().BindConfiguration(CouponApiOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HttpOptions>, ApiOptionsValidator>();
        services.AddSingleton<IValidateOptions<AdminOptions>, ApiOptionsValidator>();
        services.AddSingleton<IValidateOptions<CouponApiOptions>, ApiOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CouponCodes>();
        services.AddExceptionHandler<ExceptionMapping>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<HttpOptions>>(BoundInFlight);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        // The host reads this while it is built: wrong options must not end that before all of them are validated.
        services.AddOptions<HostOptions>().Configure<IConfiguration>((host, configuration) => host.ShutdownTimeout =
            configuration.GetValue<TimeSpan>($"{HttpOptions.Section}:{nameof(HttpOptions.DrainTime)}") + Drain.StopTime);
        services.AddHealthChecks().AddCheck<Drain>("drain", tags: [ReadyTag]);
        services.AddCommerceOpenApi();
    }

    /// <summary>Maps every route of the API.</summary>
    /// <param name="app">The application.</param>
    public static void MapCommerceApi(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(pages => new Problem(
            pages.HttpContext.Response.StatusCode,
            ExceptionMapping.CodeOf(pages.HttpContext.Response.StatusCode),
            ExceptionMapping.MessageOf(pages.HttpContext.Response.StatusCode)).ExecuteAsync(pages.HttpContext));
        app.UseRateLimiter();
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/admin", StringComparison.OrdinalIgnoreCase),
            admin => admin.UseMiddleware<AdminGate>());
        app.Use(BodyCharset.Check);

        app.MapCoupons();
        app.MapAdminCoupons();
        app.MapBalances();
        app.MapProducts();
        app.MapOrders();
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.NoOp)
            app.MapNoOp();

        app.MapHealth();
        app.MapCommerceOpenApi();
    }

    /// <summary>Maps liveness and readiness alone, for a process that serves no API.</summary>
    /// <param name="app">The application.</param>
    public static void MapCommerceHealth(this WebApplication app) => app.MapHealth();

    private static void BoundInFlight(RateLimiterOptions limiter, IOptions<HttpOptions> http)
    {
        var permits = new ConcurrencyLimiterOptions { PermitLimit = http.Value.MaxInFlight, QueueLimit = 0 };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(
            _ => RateLimitPartition.GetConcurrencyLimiter(0, _ => permits));
        limiter.OnRejected = (rejected, _) => new ValueTask(Problem.Unavailable(
            string.Create(CultureInfo.InvariantCulture, $"More than {permits.PermitLimit} requests are under way.")).ExecuteAsync(rejected.HttpContext));
    }
}
