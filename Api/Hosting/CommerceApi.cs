using System.Globalization;
using System.Text.Json.Serialization;
using System.Threading.RateLimiting;
using Commerce.Access;
using Commerce.Audit;
using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Cluster;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Health;
using Commerce.Http;
using Commerce.Live;
using Commerce.Orders;
using Commerce.ServiceDefaults;
using Commerce.Shop;
using Commerce.Telemetry;
using Commerce.WaitingQueue;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>The HTTP API, for a process of its own or for a silo's.</summary>
public static class CommerceApi
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxHeaderBytes = 16 * 1024;
    private const double MinBodyBytesPerSecond = 1024;

    private static readonly TimeSpan s_bodyGrace = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_readinessPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Adds what the API needs, Orleans apart. Adding it twice is once.</summary>
    /// <param name="builder">The host.</param>
    public static void AddCommerceApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(CouponCodes)))
            return;
        services.AddOptions<KestrelServerOptions>().Configure<IConfiguration>(BoundConnections);
        services.AddSettings<HttpOptions, HttpOptionsValidator>(HttpOptions.Section);
        services.AddSettings<CouponApiOptions, CouponApiOptionsValidator>(CouponApiOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Absences>();
        services.AddSingleton<CouponCodes>();
        services.AddSingleton<CodeAllowance>();
        services.AddSingleton<FollowedCoupons>();
        services.AddSingleton<KnownCustomers>();
        services.AddSingleton<CouponCalls>();
        services.AddSingleton<BalanceCalls>();
        services.AddSingleton<QueueCalls>();
        services.AddSingleton<QueueViews>();
        services.AddSingleton<FollowedSeats>();
        services.AddSingleton<ApiMetrics>();
        services.AddExceptionHandler<ExceptionMapping>();
        services.AddSingleton<BodyArrival>();
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<HttpOptions>>(BoundInFlight);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            options.SerializerOptions.Converters.Add(new TimestampConverter());
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddOptions<HttpOptions>().PostConfigure(http => http.DrainDelay ??= Drain.DefaultDelay(builder));
        // The host reads this while it is built: wrong options must not end that before all of them are validated.
        services.AddOptions<HostOptions>().Configure<IConfiguration>((host, configuration) => host.ShutdownTimeout =
            (configuration.GetValue<TimeSpan?>($"{HttpOptions.Section}:{nameof(HttpOptions.DrainDelay)}") ?? Drain.DefaultDelay(builder)) +
                Drain.StopTime);
        services.AddSingleton<WarmUp>();
        services.AddHostedService(provider => provider.GetRequiredService<WarmUp>());
        services.AddHealthChecks()
            .AddCheck<Drain>("drain", tags: [HealthTags.Ready])
            .AddCheck<WarmUp>("warm-up", tags: [HealthTags.Ready]);
        services.AddSingleton<IHealthCheckPublisher, ReadinessWatch>();
        services.Configure<HealthCheckPublisherOptions>(watch =>
        {
            watch.Delay = TimeSpan.Zero;
            watch.Period = s_readinessPeriod;
            watch.Timeout = s_readinessPeriod;
            watch.Predicate = check => check.Tags.Contains(HealthTags.Ready);
        });
        builder.AddCommerceAuth();
        services.AddCommerceOpenApi();
        services.AddCommerceCors();
        services.AddCommerceShop();
        services.AddCommerceLive();
    }

    /// <summary>Maps every route of the API.</summary>
    /// <param name="app">The application.</param>
    public static void MapCommerceApi(this WebApplication app)
    {
        app.UseClientAddresses();
        if (!app.Services.GetRequiredService<Callers>().AreKnown)
            app.Use(OpenAccess.Tell);
        app.UseExceptionHandler(_ => { });
        app.Use(SafeHeaders.Add);
        app.Use(RequestIds.Note);
        app.Use(app.Services.GetRequiredService<Drain>().CloseConnection);
        app.UseStatusCodePages(pages =>
            new Problem(HttpProblems.Of(pages.HttpContext.Response.StatusCode)).ExecuteAsync(pages.HttpContext));
        app.UseAdminAddress();
        app.UseCommerceCors();
        app.Use(app.Services.GetRequiredService<WarmUp>().Recognize);
        UseAccess(app);
        app.Use(BodyCharset.Check);
        app.Use(app.Services.GetRequiredService<BodyArrival>().Wait);
        app.UseRateLimiter(); // a permit in flight, for what is there and may be done
        if (app.Services.GetService<ClusterConnection>() is { } cluster)
            app.Use((http, next) => ClusterRequirement.Check(http, cluster, next));

        _ = app.Services.GetRequiredService<FollowedCoupons>(); // measured from the start on

        var routes = app.MapGroup("").WithMetadata(new ClusterRequirement()).WithHead();
        routes.MapCoupons();
        routes.MapAdminCoupons();
        routes.MapBalances();
        routes.MapAdminCustomers();
        routes.MapProducts();
        routes.MapAdminProducts();
        routes.MapOrders();
        routes.MapOrderReturns();
        routes.MapPopularProducts();
        routes.MapQueues();
        routes.MapConcerts();
        routes.MapAdminConcerts();
        routes.MapReservations();
        routes.MapAudit();
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.NoOp)
            app.MapNoOp();

        app.MapHealth();
        app.MapCommerceOpenApi();
        app.MapCommerceShop();
        app.MapLive();
    }

    /// <summary>
    /// Maps liveness and readiness alone, for a process that serves no API; what is mapped for operators is for them alone.
    /// </summary>
    /// <param name="app">The application.</param>
    public static void MapCommerceHealth(this WebApplication app)
    {
        app.UseClientAddresses();
        app.UseExceptionHandler(_ => { });
        app.Use(SafeHeaders.Add);
        app.UseAdminAddress();
        UseAccess(app);
        app.MapHealth();
    }

    private static void UseAccess(WebApplication app)
    {
        app.UseWhen(AdminGate.Guards, admin => admin.UseMiddleware<AdminAudit>().UseMiddleware<AdminGate>());
        app.UseCommerceAuth();
    }

    // A sender that dawdles holds a connection while it does.
    // Kestrel reads its limits while the host is built: wrong options must not end that before all of them are validated.
    private static void BoundConnections(KestrelServerOptions kestrel, IConfiguration configuration)
    {
        var http = Options.Create(configuration.GetSection(HttpOptions.Section).Get<HttpOptions>() ?? new());
        if (new HttpOptionsValidator().Validate(null, http.Value).Failed)
            return;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = http.Value.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = http.Value.HeadersTimeout;
        kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(MinBodyBytesPerSecond, s_bodyGrace);
    }

    private static void BoundInFlight(RateLimiterOptions limiter, IOptions<HttpOptions> http)
    {
        var permits = new ConcurrencyLimiterOptions { PermitLimit = http.Value.MaxInFlight, QueueLimit = 0 };
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(
            _ => RateLimitPartition.GetConcurrencyLimiter(0, _ => permits));
        limiter.OnRejected = (rejected, _) => new ValueTask(Problem.Unavailable(
            string.Create(CultureInfo.InvariantCulture, $"More than {permits.PermitLimit} requests are under way."))
                .ExecuteAsync(rejected.HttpContext));
    }
}
