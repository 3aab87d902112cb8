using Commerce.Testing;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Commerce.Storage;

/// <summary>A store that an earlier copy of itself can take the place of, while a silo works on it.</summary>
internal abstract class RewindableStore : IAsyncDisposable
{
    /// <summary>The silo's settings.</summary>
    public abstract IReadOnlyList<string> Settings { get; }

    /// <summary>What the silo works on now.</summary>
    public abstract SiloStore Now { get; }

    public static async Task<RewindableStore> NewAsync(StoreKind kind) => kind == StoreKind.Sqlite ? new File() : await Server.NewAsync();

    /// <summary>Keeps a copy of everything as it is now.</summary>
    public abstract Task KeepAsync();

    /// <summary>Changes the copy.</summary>
    public abstract Task ChangeKeptAsync(string sql);

    /// <summary>Puts the copy in the place of what there is.</summary>
    public abstract Task PutBackAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>A SQLite file that another one is moved over.</summary>
    private sealed class File : RewindableStore
    {
        private readonly TempFolder _folder = new();

        public override IReadOnlyList<string> Settings => Now.Settings;

        public override SiloStore Now => SiloStore.Sqlite(_folder.Path);

        public override Task KeepAsync() => Now.ExecuteAsync($"VACUUM INTO '{_folder.Path}/kept.db'");

        public override async Task ChangeKeptAsync(string sql)
        {
            await using var kept = new SqliteConnection($"Data Source={_folder.Path}/kept.db;Pooling=false");
            await kept.OpenAsync();
            await using var command = new SqliteCommand(sql, kept);
            await command.ExecuteNonQueryAsync();
        }

        public override Task PutBackAsync()
        {
            System.IO.File.Delete($"{_folder.Path}/commerce.db-wal");
            System.IO.File.Delete($"{_folder.Path}/commerce.db-shm");
            System.IO.File.Move($"{_folder.Path}/kept.db", $"{_folder.Path}/commerce.db", overwrite: true);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return default;
        }
    }

    /// <summary>A MariaDB behind a proxy that leads to another one, which was behind.</summary>
    private sealed class Server : RewindableStore
    {
        private readonly MariaDbServer _first;
        private readonly TcpProxy _proxy;
        private readonly string _database;
        private MariaDbServer? _second;

        private Server(MariaDbServer first, string database) => (_first, _database, _proxy) = (first, database, new TcpProxy(first.Port));

        public override IReadOnlyList<string> Settings =>
            SiloStore.MySql(new MySqlConnectionStringBuilder(
                _first.ConnectionStringFor(_database))
            { Port = (uint)_proxy.Port }.ToString()).Settings;

        public override SiloStore Now => SiloStore.MySql((_proxy.Target == _first.Port ? _first : _second!).ConnectionStringFor(_database));

        public static async Task<Server> NewAsync()
        {
            var first = await MariaDbServer.StartNewAsync();
            return new(first, new MySqlConnectionStringBuilder(await first.CreateDatabaseAsync()).Database);
        }

        public override async Task KeepAsync() => _second = await _first.CopyAsync();

        public override Task ChangeKeptAsync(string sql) => SiloStore.MySql(_second!.ConnectionStringFor(_database)).ExecuteAsync(sql);

        public override Task PutBackAsync()
        {
            _proxy.Target = _second!.Port;
            _proxy.CutAll();
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            await _proxy.DisposeAsync();
            await _first.DisposeAsync();
            if (_second is not null)
                await _second.DisposeAsync();
        }
    }
}
