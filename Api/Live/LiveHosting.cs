using Commerce.ServiceDefaults;

namespace Commerce.Live;

/// <summary>The live page in this process.</summary>
internal static class LiveHosting
{
    public static void AddCommerceLive(this IServiceCollection services)
    {
        services.AddSettings<LiveOptions>(LiveOptions.Section);
        services.AddSingleton<LiveSubjects>();
        services.AddSingleton<LiveSilos>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<Rush>();
    }
}
