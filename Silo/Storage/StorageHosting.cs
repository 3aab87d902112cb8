using Commerce.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Commerce.Storage;

/// <summary>The database in this process.</summary>
internal static class StorageHosting
{
    public static void AddCommerceStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.AddCommerceClustering();
        services.AddSingleton<ISqlDatabase>(provider =>
        {
            return provider.GetRequiredService<IOptions<StorageOptions>>().Value.Provider == StorageProvider.MySql
                ? ActivatorUtilities.CreateInstance<MySqlDatabase>(provider)
                : ActivatorUtilities.CreateInstance<SqliteDatabase>(provider);
        });
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StoreGuard>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<StorageStartup>();
        services.AddSingleton<ServerSettings>();
        services.AddSingleton<Leases>();
        services.AddHostedService<SchemaStartup>();
    }

    /// <summary>
    /// Before anything else starts: a process that stands alone migrates its database. One of a cluster does not: the
    /// silos beside it may be of the release before, and know only the schema they were started with.
    /// </summary>
    private sealed class SchemaStartup(
        StorageStartup storage, ServerSettings settings, IOptions<ClusteringOptions> clustering, StoreGuard guard, ISqlDatabase database)
        : IHostedLifecycleService
    {
        public async Task StartingAsync(CancellationToken cancellationToken)
        {
            if (clustering.Value.Provider == ClusteringProvider.Localhost)
                await storage.MigrateAsync(cancellationToken);
            else
                await storage.EnsureCurrentAsync(cancellationToken);
            await guard.LearnAsync(database, cancellationToken);
            await settings.WarnAsync(cancellationToken);
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
