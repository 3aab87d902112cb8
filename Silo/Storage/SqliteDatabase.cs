using System.Collections.Concurrent;
using System.Data.Common;
using Commerce.ServiceDefaults;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Commerce.Storage;

/// <summary>
/// The SQLite file. SQLite has one writer at a time and its calls block, so all writes of this process go through one
/// thread with one connection, in turn: nobody waits for a lock, and no pool thread waits for the disk.
/// </summary>
public sealed class SqliteDatabase : ISqlDatabase, IDisposable
{
    private readonly BlockingCollection<Action> _writes = [];
    private readonly Lazy<SqliteConnection> _writer;
    private readonly Thread _thread;

    /// <summary>Opens the file in the configured folder, which is made when missing.</summary>
    /// <param name="options">Where.</param>
    public SqliteDatabase(IOptions<StorageOptions> options)
    {
        CreateDirectory(options.Value.Directory);
        DataSource = new SqliteDataSource(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.Value.Directory, "commerce.db"),
            DefaultTimeout = (int)options.Value.CommandTimeout.TotalSeconds,
        }.ToString());
        // Not the default mode, which would keep the exception of a first failure for ever.
        _writer = new(() => (SqliteConnection)DataSource.OpenConnection(), LazyThreadSafetyMode.PublicationOnly);
        _thread = new Thread(RunWrites) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public string Dialect => "sqlite";

    /// <inheritdoc/>
    public string InsertOrIgnore => "INSERT OR IGNORE INTO";

    /// <inheritdoc/>
    public DbDataSource DataSource { get; }

    /// <inheritdoc/>
    public Task<TResult> WriteAsync<TResult>(
        Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken) =>
        OnWriterThread(connection =>
        {
            // Deferred would take the write lock only at the first change, when another process could be ahead.
            using var transaction = connection.BeginTransaction(deferred: false);
            var result = change(connection, transaction).GetAwaiter().GetResult(); // SQLite completes synchronously
            transaction.Commit();
            return result;
        });

    /// <summary>Runs one piece of work on the writer's thread and connection.</summary>
    /// <param name="work">The work; it leaves no transaction open.</param>
    /// <typeparam name="TResult">What it tells.</typeparam>
    public Task<TResult> OnWriterThread<TResult>(Func<SqliteConnection, TResult> work)
    {
        var done = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _writes.Add(() =>
        {
            try
            {
                done.SetResult(work(_writer.Value));
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        return done.Task;
    }

    /// <summary>Finishes the writes under way and closes the file.</summary>
    public void Dispose()
    {
        if (_writes.IsAddingCompleted)
            return;
        _writes.CompleteAdding();
        _thread.Join();
        if (_writer.IsValueCreated)
            _writer.Value.Dispose();
        DataSource.Dispose();
        _writes.Dispose();
    }

    private static void CreateDirectory(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Storage: Storage:Directory '{directory}' cannot be made: {failure.Message}", failure);
        }
    }

    private void RunWrites()
    {
        foreach (var write in _writes.GetConsumingEnumerable())
            write();
    }

    /// <summary>Opens connections that are durable at commit and wait for another process's write instead of failing.</summary>
    private sealed class SqliteDataSource(string connectionString) : DbDataSource
    {
        public override string ConnectionString => connectionString;

        protected override DbConnection CreateDbConnection() => new SqliteConnection(connectionString);

        protected override DbConnection OpenDbConnection()
        {
            var connection = new SqliteConnection(connectionString);
            try
            {
                connection.Open();
                using var command = connection.CreateCommand();
                // WAL keeps readers and the writer apart; FULL makes every commit survive a power loss.
                command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
                command.ExecuteNonQuery();
                return connection;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }

        protected override ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
            new(OpenDbConnection());
    }
}
