using Commerce.Access;
using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;

namespace Commerce.Dashboard;

/// <summary>Orleans' own dashboard. Configuration section <c>Dashboard</c>.</summary>
internal sealed class SiloDashboardOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Dashboard";

    /// <summary>
    /// Whether it is served at <c>/admin/silos</c>. All silos of a cluster have to have it; each call of a grain is counted then, and costs
    /// more.
    /// </summary>
    public bool Enabled { get; set; }
}

/// <summary>Orleans' own dashboard in this silo.</summary>
internal static class DashboardHosting
{
    private const string Path = "/admin/silos";

    /// <summary>Adds what it collects, when it is enabled; otherwise nothing of it is there.</summary>
    public static void AddSiloDashboard(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<SiloDashboardOptions>(SiloDashboardOptions.Section);
        if (IsEnabled(builder.Configuration))
            builder.UseOrleans(silo => silo.AddDashboard(dashboard => dashboard.HideTrace = true)); // logs are not for browsers
    }

    /// <summary>Maps it, when it is enabled.</summary>
    public static void MapSiloDashboard(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<SiloDashboardOptions>>().Value.Enabled)
            app.MapOrleansDashboard(Path).ForOperators();
    }

    // Read before the options are bound; a value that is no yes or no is told when they are.
    private static bool IsEnabled(IConfiguration configuration) =>
        bool.TryParse(configuration[$"{SiloDashboardOptions.Section}:{nameof(SiloDashboardOptions.Enabled)}"], out var enabled) && enabled;
}
