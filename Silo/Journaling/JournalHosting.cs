using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>The journal and its snapshots in this process.</summary>
internal static class JournalHosting
{
    /// <summary>Adds the writer and the dialect's store.</summary>
    public static void AddCommerceJournal(this IServiceCollection services)
    {
        services.AddOptions<JournalOptions>().BindConfiguration(JournalOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<JournalOptions>, JournalOptionsValidator>();
        // SQLite has one writer: more lanes would only make smaller batches.
        services.AddOptions<JournalOptions>().PostConfigure<IOptions<StorageOptions>>((journal, storage) =>
        {
            if (storage.Value.Provider == StorageProvider.Sqlite)
                journal.Lanes = 1;
        });
        services.AddSingleton<IJournalStore>(provider => provider.GetRequiredService<ISqlDatabase>() switch
        {
            SqliteDatabase => ActivatorUtilities.CreateInstance<SqliteJournalStore>(provider, provider.GetRequiredService<ISqlDatabase>()),
            var mysql => ActivatorUtilities.CreateInstance<MySqlJournalStore>(provider, mysql),
        });
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<IJournalWriter>(provider => provider.GetRequiredService<JournalWriter>());
        services.AddSingleton<JournalContext>();
        services.AddSingleton<IOutgoingGrainCallFilter>(provider => provider.GetRequiredService<JournalContext>().Early);
        services.AddSingleton<CommerceMetrics>();
        services.TryAddSingleton(TimeProvider.System);
    }

    /// <summary>Adds the grain storage of snapshots.</summary>
    public static void AddCommerceSnapshots(this ISiloBuilder silo) =>
        silo.AddAdoNetGrainStorage(SnapshotStore.ProviderName, options => options.Configure<ISqlDatabase>((storage, database) =>
        {
            // The names by which Orleans tells the dialects apart, whatever driver the connections come from.
            storage.Invariant = database is SqliteDatabase ? "System.Data.SQLite" : "MySql.Data.MySqlConnector";
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

/// <summary>Says at start-up which key is wrong and how to mend it.</summary>
internal sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    public ValidateOptionsResult Validate(string? name, JournalOptions options)
    {
        var errors = new List<string>();
        Check(options.Lanes is >= 1 and <= 64, "Journal:Lanes must be from 1 to 64.");
        Check(options.QueueCapacity is >= 1 and <= 1_000_000, "Journal:QueueCapacity must be from 1 to 1000000.");
        Check(options.MaxBatchEvents is >= 1 and <= 10_000, "Journal:MaxBatchEvents must be from 1 to 10000.");
        Check(options.StallAfter > TimeSpan.Zero, "Journal:StallAfter must be more than zero.");
        Check(options.ProbeInterval > TimeSpan.Zero, "Journal:ProbeInterval must be more than zero.");
        Check(options.SnapshotEvery >= 1, "Journal:SnapshotEvery must be at least 1.");
        Check(options.SnapshotOnDeactivation >= 1, "Journal:SnapshotOnDeactivation must be at least 1.");
        Check(options.RememberedCommands >= 1, "Journal:RememberedCommands must be at least 1.");
        Check(options.RememberFor > TimeSpan.Zero, "Journal:RememberFor must be more than zero.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool ok, string error)
        {
            if (!ok)
                errors.Add(error);
        }
    }
}
