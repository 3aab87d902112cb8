using Commerce.Journaling;
using Microsoft.Extensions.Options;

namespace Commerce.Storage.Sqlite;

/// <summary>What <see cref="StorageProvider.Sqlite"/> stands for.</summary>
internal static class SqliteHosting
{
    public static void AddSqlite(this IServiceCollection services)
    {
        services.AddKeyedSingleton<ISqlDatabase, SqliteDatabase>(StorageProvider.Sqlite);
        services.AddKeyedSingleton<IJournalStore>(StorageProvider.Sqlite, (provider, _) =>
            ActivatorUtilities.CreateInstance<SqliteJournalStore>(provider, provider.GetRequiredService<ISqlDatabase>()));
        // SQLite has one writer: more lanes would only make smaller batches.
        services.AddOptions<JournalOptions>().PostConfigure<IOptions<StorageOptions>>((journal, storage) =>
        {
            if (storage.Value.Provider == StorageProvider.Sqlite)
                journal.Lanes = 1;
        });
    }
}
