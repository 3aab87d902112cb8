using Commerce.Storage;
using Commerce.Storage.Sqlite;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MySqlConnector;

namespace Commerce.Bench.Servers;

/// <summary>An empty database of one's own, gone when disposed.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly StorageOptions _storage;
    private readonly Func<TimeSpan>? _serverCpuTime;

    private BenchDatabase(string name, StorageOptions storage, Func<TimeSpan>? serverCpuTime = null) =>
        (Name, _storage, _serverCpuTime) = (name, storage, serverCpuTime);

    public string Name { get; }

    public StorageProvider Provider => _storage.Provider;

    /// <summary>How a MySQL server is reached that this database is on; <see langword="null"/> for a file.</summary>
    public string? MySqlConnectionString => _storage.Provider == StorageProvider.MySql ? _storage.ConnectionString : null;

    /// <summary>Processor time that the database's server took so far; none when it is a file, or not known here.</summary>
    public TimeSpan ServerCpuTime => _serverCpuTime?.Invoke() ?? TimeSpan.Zero;

    /// <summary>The settings by which a silo uses it.</summary>
    public IReadOnlyList<string> Settings => _storage.Provider == StorageProvider.Sqlite
        ? ["--Storage:Provider=Sqlite", $"--Storage:Directory={_storage.Directory}"]
        : ["--Storage:Provider=MySql", $"--Storage:ConnectionString={_storage.ConnectionString}"];

    public static BenchDatabase Sqlite() => new("SQLite, synchronous=FULL", new StorageOptions
    {
        Directory = Path.Combine(Path.GetTempPath(), $"commerce-bench-{Guid.NewGuid():N}"),
    });

    public static async Task<BenchDatabase> CreateMySqlAsync(
        string server, Func<TimeSpan>? serverCpuTime, CancellationToken cancellationToken)
    {
        var builder = new MySqlConnectionStringBuilder(server) { Database = "" };
        var database = $"commerce_bench_{Guid.NewGuid():N}";
        await using var connection = new MySqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition($"CREATE DATABASE {database}", cancellationToken: cancellationToken));
        builder.Database = database;
        return new(await NameAsync(connection),
            new StorageOptions { Provider = StorageProvider.MySql, ConnectionString = builder.ConnectionString }, serverCpuTime);
    }

    /// <summary>Another empty one of the same kind, on the same server.</summary>
    public Task<BenchDatabase> AnotherAsync() => _storage.Provider == StorageProvider.Sqlite
        ? Task.FromResult(Sqlite())
        : CreateMySqlAsync(_storage.ConnectionString!, _serverCpuTime, CancellationToken.None);

    /// <summary>How many outbox rows were ever written. Each is one transaction's events of one stream.</summary>
    public Task<long> OutboxRowsAsync() => ScalarAsync(_storage.Provider == StorageProvider.Sqlite
        ? "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)"
        : "SELECT AUTO_INCREMENT - 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'outbox'");

    public Task<long> EventsAsync() => ScalarAsync("SELECT COUNT(*) FROM journal");

    public async ValueTask DisposeAsync()
    {
        if (_storage.Provider == StorageProvider.Sqlite)
        {
            if (Directory.Exists(_storage.Directory))
                Directory.Delete(_storage.Directory, recursive: true);
            return;
        }
        await using var connection = new MySqlConnection(_storage.ConnectionString);
        await connection.ExecuteAsync($"DROP DATABASE {connection.Database}", commandTimeout: 60);
    }

    private async Task<long> ScalarAsync(string sql)
    {
        var options = Options.Create(_storage);
        if (_storage.Provider == StorageProvider.Sqlite)
        {
            using var sqlite = new SqliteDatabase(options, new StoreGuard(NullLogger<StoreGuard>.Instance));
            await using var file = await sqlite.DataSource.OpenConnectionAsync();
            return await file.ExecuteScalarAsync<long>(sql);
        }
        await using var connection = new MySqlConnection(_storage.ConnectionString);
        await connection.OpenAsync();
        // MySQL keeps what information_schema tells for a day unless told otherwise; MariaDB has no such setting.
        if (!IsMariaDb(connection))
            await connection.ExecuteAsync("SET SESSION information_schema_stats_expiry = 0");
        return await connection.ExecuteScalarAsync<long>(sql, commandTimeout: 60);
    }

    /// <summary>Which server it is, and what it does before it says that a transaction is committed.</summary>
    private static async Task<string> NameAsync(MySqlConnection connection)
    {
        var (flush, log, sync) = await connection.QuerySingleAsync<(int, int, int)>(
            "SELECT @@innodb_flush_log_at_trx_commit, @@log_bin, @@sync_binlog");
        var product = IsMariaDb(connection) ? "MariaDB" : "MySQL";
        // MariaDB says 5.5.5- before its own version, for clients that knew no other major version of MySQL.
        var version = connection.ServerVersion.Replace("5.5.5-", "", StringComparison.Ordinal).Split('-')[0];
        return $"{product} {version}, innodb_flush_log_at_trx_commit={flush}, " +
            (log == 0 ? "no binary log" : $"binary log with sync_binlog={sync}");
    }

    private static bool IsMariaDb(MySqlConnection connection) => connection.ServerVersion.Contains("MariaDB", StringComparison.Ordinal);
}
