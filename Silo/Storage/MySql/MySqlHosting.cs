using Commerce.Journaling;

namespace Commerce.Storage.MySql;

/// <summary>What <see cref="StorageProvider.MySql"/> stands for.</summary>
internal static class MySqlHosting
{
    public static void AddMySql(this IServiceCollection services)
    {
        services.AddSingleton<ServerSettings>();
        services.AddKeyedSingleton<ISqlDatabase, MySqlDatabase>(StorageProvider.MySql);
        services.AddKeyedSingleton<IJournalStore>(StorageProvider.MySql, (provider, _) =>
            ActivatorUtilities.CreateInstance<MySqlJournalStore>(provider, provider.GetRequiredService<ISqlDatabase>()));
    }
}
