using Commerce.Cluster;
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
        builder.AddCommerceApi();
        builder.AddCommerceClient();
        if (builder.AddCommerceTelemetry("commerce-api"))
            builder.UseOrleansClient(client => client.AddActivityPropagation());

        var app = Startup.Build(builder);
        app.MapCommerceApi();
        return app;
    }
}
