using Commerce.Testing;

namespace Commerce.Lifetime;

/// <summary>
/// Empty stores for the tests of this assembly, which run one after the other: each of them keeps the machine busy alone.
/// </summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private readonly List<TempFolder> _folders = [];
    private MariaDbServer? _server;

    public Task InitializeAsync() => Task.CompletedTask;

    /// <summary>Makes an empty store; the database server is started when it is first asked for.</summary>
    public async Task<SiloStore> NewAsync(StoreKind kind)
    {
        if (kind == StoreKind.MariaDb)
            return SiloStore.MySql(await NewDatabaseAsync());
        var folder = new TempFolder();
        _folders.Add(folder);
        return SiloStore.Sqlite(folder.Path);
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>How its server's administrator reaches it.</returns>
    public async Task<string> NewDatabaseAsync() => await (_server ??= await MariaDbServer.StartNewAsync()).CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        foreach (var folder in _folders)
            folder.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ProcessTests : ICollectionFixture<StoreFixture>
{
    public const string Name = "processes";
}
