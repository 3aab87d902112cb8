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
    /// <returns>The process's exit code: 0 after an orderly stop, 1 when the configuration is wrong.</returns>
    public static async Task<int> ServeAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception wrong) when (StartUpErrors.IsConfiguration(wrong))
        {
            foreach (var failure in StartUpErrors.Failures(wrong))
                await Console.Error.WriteLineAsync($"Configuration: {failure}");
            return 1;
        }
    }

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
        return app;
    }
}
