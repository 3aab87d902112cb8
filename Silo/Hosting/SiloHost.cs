using Commerce.Demo;
using Commerce.Journaling;
using Commerce.Orders;
using Commerce.Outbox;
using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>A silo with everything it needs, and HTTP in the same process unless that is turned off.</summary>
public static class SiloHost
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="args">Configuration as <c>--A:B=value</c>.</param>
    /// <returns>The process's exit code: 0 after an orderly stop, 1 when it cannot start.</returns>
    public static Task<int> ServeAsync(string[] args) => StartUp.ExplainedAsync(async () =>
    {
        await using var app = Build(args);
        await app.RunAsync();
        return 0;
    });

    /// <summary>Puts the silo together without starting it.</summary>
    /// <param name="args">Configuration as <c>--A:B=value</c>.</param>
    /// <param name="configure">Has the last word on services and settings: another clock, another transport.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            // appsettings.json stands beside the program; data and everything else is relative to where it is started.
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (string.IsNullOrEmpty(builder.Configuration["Urls"]))
            builder.WebHost.UseUrls("http://localhost:8080");
        StartUpErrors.CheckUrls(builder.Configuration["Urls"]);

        // While it starts, two have nothing true to say: the host prints the stack trace of a failure that StartUp explains,
        // and Orleans' watchdog takes the machine's time since boot for a stall.
        var started = false;
        foreach (var category in new[] { "Microsoft.Extensions.Hosting.Internal.Host", "Orleans.Runtime.Watchdog" })
            builder.Logging.AddFilter(category, level => started && level >= LogLevel.Warning);

        builder.AddCommerceApi();
        builder.Services.AddCommerceStorage();
        builder.Services.AddCommerceJournal();
        builder.Services.AddCommerceOutbox();
        builder.Services.AddCommerceOrders();
        builder.AddCommerceTelemetry();
        builder.AddCommerceCluster();
        builder.Services.AddCommerceDemo();
        builder.Services.AddHealthChecks()
            .AddCheck<StorageHealth>("storage", tags: [CommerceApi.ReadyTag])
            .AddCheck<WarmUp>("warm-up", tags: [CommerceApi.ReadyTag]);
        builder.Services.AddSingleton<WarmUp>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WarmUp>());
        configure?.Invoke(builder);

        var app = builder.Build();
        // The host would validate only after it made every service, and the first one to need a wrong option would fail first.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        if (app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.Enabled)
            app.MapCommerceApi();
        else
            app.MapCommerceHealth();
        app.Lifetime.ApplicationStarted.Register(() => started = true);
        return app;
    }
}
