using Commerce.ServiceDefaults;
using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>The journal and its snapshots in this process.</summary>
internal static class JournalHosting
{
    /// <summary>Adds the writer, and the store of the dialect that the storage is configured for.</summary>
    public static void AddCommerceJournal(this IServiceCollection services)
    {
        services.AddSettings<JournalOptions>(JournalOptions.Section);
        services.AddSettings<IdempotencyOptions>(IdempotencyOptions.Section);
        services.AddSingleton(provider => provider.OfDialect<IJournalStore>());
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<IJournalWriter>(provider => provider.GetRequiredService<JournalWriter>());
        services.AddSingleton<JournalContext>();
        services.AddSingleton<IOutgoingGrainCallFilter>(provider => provider.GetRequiredService<JournalContext>().Early);
        services.AddSingleton<CommandIndexPruner>();
        services.AddHostedService(provider => provider.GetRequiredService<CommandIndexPruner>());
        services.AddSingleton<CommerceMetrics>();
        services.TryAddSingleton(TimeProvider.System);
    }

    /// <summary>Adds the grain storage of snapshots.</summary>
    public static void AddCommerceSnapshots(this ISiloBuilder silo) =>
        silo.AddAdoNetGrainStorage(SnapshotStore.ProviderName, options => options.Configure<ISqlDatabase>((storage, database) =>
        {
            storage.Invariant = database.Dialect.GrainStorageInvariant;
            storage.DataSource = database.DataSource;
            storage.GrainStorageSerializer = new SnapshotPartSerializer();
        }));

    /// <summary>Snapshot parts are bytes already.</summary>
    private sealed class SnapshotPartSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(((SnapshotPart)(object)input!).Bytes);

        public T Deserialize<T>(BinaryData input) => (T)(object)new SnapshotPart { Bytes = input.ToArray() };
    }
}
