using Commerce.Cluster;
using Commerce.Dashboard;
using Commerce.Demo;
using Commerce.Health;
using Commerce.Http;
using Commerce.Journaling;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>A silo with everything it needs, and HTTP in the same process unless that is turned off.</summary>
internal static class SiloHost
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="args">Configuration as <c>--A:B=value</c>.</param>
    /// <returns>The process's exit code: 0 after an orderly stop, 1 when it cannot start.</returns>
    public static Task<int> ServeAsync(string[] args) => Startup.ExplainedAsync(async () =>
    {
        await using var app = Build(args);
        return await Startup.ServeAsync(app);
    });

    /// <summary>Puts the silo together without starting it.</summary>
    /// <param name="args">Configuration as <c>--A:B=value</c>.</param>
    /// <param name="configure">Has the last word on services and settings: another clock, another transport.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = Startup.CreateBuilder(args, "http://localhost:8080");

        builder.AddCommerceApi();
        builder.Services.AddCommerceStorage();
        builder.Services.AddCommerceJournal();
        builder.Services.AddCommerceEvents();
        builder.Services.AddCommerceFeatures();
        builder.AddSiloTelemetry();
        builder.AddCommerceOrleans();
        builder.AddSiloDashboard();
        builder.Services.AddHostedService<SharingSilos>();
        builder.AddLoadLimits();
        builder.Services.AddCommerceDemo();
        builder.Services.AddHealthChecks()
            .AddCheck<ClusterHealth>("cluster", tags: [HealthTags.Ready])
            .AddCheck<StorageHealth>("storage", tags: [HealthTags.Ready]);
        configure?.Invoke(builder);

        var app = Startup.Build(builder);
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.Enabled)
            app.MapCommerceApi();
        else
            app.MapCommerceHealth();
        app.MapSiloDashboard();
        return app;
    }
}
