namespace Commerce.Testing;

/// <summary>An empty store for one test, as the settings that lead to it. A SQLite file goes away with it.</summary>
public sealed class TestStorage : IDisposable
{
    private readonly string? _directory;

    private TestStorage(Dictionary<string, string?> settings, string? directory) => (Settings, _directory) = (settings, directory);

    /// <summary>The section <c>Storage</c> of the configuration.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>The folder of the SQLite file; not for a server.</summary>
    public string Directory => _directory ?? throw new InvalidOperationException("This store is a server's.");

    public static TestStorage Sqlite()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"commerce-sqlite-{Guid.NewGuid():N}");
        return new(new() { ["Storage:Provider"] = "Sqlite", ["Storage:Directory"] = directory }, directory);
    }

    public static async Task<TestStorage> MariaDbAsync(MariaDbServer server) => MariaDb(await server.CreateDatabaseAsync());

    public static TestStorage MariaDb(string connectionString) =>
        new(new() { ["Storage:Provider"] = "MySql", ["Storage:ConnectionString"] = connectionString }, null);

    public void Dispose()
    {
        if (_directory is not null && System.IO.Directory.Exists(_directory))
            System.IO.Directory.Delete(_directory, recursive: true);
    }
}
