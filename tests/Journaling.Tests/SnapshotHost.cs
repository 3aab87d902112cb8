using Commerce.Hosting;
using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace Commerce.Journaling;

/// <summary>The real silo with its grain storage on one store, for the tests of one class.</summary>
public abstract class SnapshotHost : IAsyncLifetime
{
    private const string DeletingProvider = "deleting";

    private TestStorage? _store;
    private WebApplication? _app;

    internal JournalContext Journal => _app!.Services.GetRequiredService<JournalContext>();

    internal IGrainStorage Storage => Journal.Snapshots;

    internal IGrainFactory Grains => _app!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The same rows through a provider that deletes a state instead of clearing it.</summary>
    internal IGrainStorage DeletingStorage => _app!.Services.GetRequiredKeyedService<IGrainStorage>(DeletingProvider);

    /// <summary>An empty store, or <see langword="null"/> where its server is not installed.</summary>
    protected abstract Task<TestStorage?> NewStoreAsync();

    public async Task InitializeAsync()
    {
        _store = await NewStoreAsync();
        if (_store is null)
            return;
        string[] settings =
        [
            .. _store.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
            "--Demo:Load=false", "--Http:Enabled=false", "--Urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error",
            "--Logging:LogLevel:Orleans=Error", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Error",
            $"--Clustering:SiloPort={Ports.Free()}", $"--Clustering:GatewayPort={Ports.Free()}",
        ];
        _app = SiloHost.Build(settings, builder => builder.UseOrleans(silo =>
            silo.AddAdoNetGrainStorage(DeletingProvider, options => options.Configure<ISqlDatabase>((storage, database) =>
            {
                storage.Invariant = database.Dialect.GrainStorageInvariant;
                storage.DataSource = database.DataSource;
                storage.DeleteStateOnClear = true;
                storage.GrainStorageSerializer = new PartSerializer();
            }))));
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        _store?.Dispose();
    }

    internal async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await _app!.Services.GetRequiredService<ISqlDatabase>().DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    internal async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await _app!.Services.GetRequiredService<ISqlDatabase>().DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    private sealed class PartSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(((SnapshotPart)(object)input!).Bytes);

        public T Deserialize<T>(BinaryData input) => (T)(object)new SnapshotPart { Bytes = input.ToArray() };
    }
}

public sealed class SqliteSnapshotHost : SnapshotHost
{
    protected override Task<TestStorage?> NewStoreAsync() => Task.FromResult<TestStorage?>(TestStorage.Sqlite());
}

public sealed class MariaDbSnapshotHost : SnapshotHost
{
    protected override async Task<TestStorage?> NewStoreAsync() =>
        MariaDbServer.IsInstalled ? await TestStorage.MariaDbAsync(MariaDbFixture.Server) : null;
}
