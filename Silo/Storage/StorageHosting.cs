using Commerce.ServiceDefaults;
using Commerce.Storage.MySql;
using Commerce.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Commerce.Storage;

/// <summary>The database in this process.</summary>
internal static class StorageHosting
{
    public static void AddCommerceStorage(this IServiceCollection services)
    {
        services.AddSettings<StorageOptions, StorageOptionsValidator>(StorageOptions.Section);
        services.AddCommerceClustering();
        services.AddSqlite();
        services.AddMySql();
        services.AddSingleton(provider => provider.OfDialect<ISqlDatabase>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StoreGuard>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<StorageStartup>();
        services.AddSingleton<Leases>();
        services.AddHostedService<SchemaStartup>();
    }

    /// <summary>What the dialect that is configured has for a port; each dialect's folder registers its own.</summary>
    /// <typeparam name="TPort">The port.</typeparam>
    public static TPort OfDialect<TPort>(this IServiceProvider provider)
        where TPort : notnull =>
        provider.GetRequiredKeyedService<TPort>(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Provider);

    /// <summary>
    /// Before anything else starts: a process that stands alone migrates its database. One of a cluster does not: the
    /// silos beside it may be of the release before, and know only the schema they were started with.
    /// </summary>
    private sealed class SchemaStartup(
        StorageStartup storage, IOptions<ClusteringOptions> clustering, StoreGuard guard, ISqlDatabase database)
        : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken)
        {
            if (clustering.Value.Provider == ClusteringProvider.Localhost)
            {
                await storage.EnsureNoClustersAsync(clustering.Value.ClusterId, cancellationToken);
                await storage.MigrateAsync(cancellationToken);
            }
            else
                await storage.EnsureUsableAsync(cancellationToken);
            await guard.LearnAsync(database, cancellationToken);
            await database.WarnOfSettingsAsync(cancellationToken);
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
