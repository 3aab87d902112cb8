using Commerce.Cluster;
using Commerce.Http;
using Commerce.ServiceDefaults;
using Commerce.Telemetry;

namespace Commerce.Hosting;

/// <summary>The API in a process of its own, in front of a cluster.</summary>
internal static class ApiHost
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <param name="args">Configuration as <c>--A:B=value</c>.</param>
    /// <returns>The process's exit code: 0 after an orderly stop, 1 when it cannot start.</returns>
    public static Task<int> ServeAsync(string[] args) => Startup.ExplainedAsync(async () =>
    {
        await using var app = Build(args);
        return await Startup.ServeAsync(app);
    });

    private static WebApplication Build(string[] args)
    {
        var builder = Startup.CreateBuilder(args, "http://localhost:8081");
        // What a configuration that is shared says to silos: without HTTP, there is nothing here.
        builder.Configuration[$"{HttpOptions.Section}:{nameof(HttpOptions.Enabled)}"] = bool.TrueString;
        builder.AddCommerceApi();
        builder.AddCommerceClient();
        if (builder.AddCommerceTelemetry("commerce-api"))
            builder.UseOrleansClient(client => client.AddActivityPropagation());

        var app = Startup.Build(builder);
        app.MapCommerceApi();
        return app;
    }
}
