using System.Collections.Concurrent;
using System.Data.Common;
using Commerce.ServiceDefaults;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Commerce.Storage.Sqlite;

/// <summary>
/// The SQLite file. SQLite has one writer at a time and its calls block, so all writes of this process go through one
/// thread with one connection, in turn: nobody waits for a lock, and no pool thread waits for the disk.
/// </summary>
internal sealed class SqliteDatabase : ISqlDatabase, IDisposable
{
    private readonly BlockingCollection<Action> _writes = [];
    private readonly StoreGuard _guard;
    private readonly Thread _thread;
    private SqliteConnection? _writer; // of the writer's thread
    private long _writerNumber;
    private bool _disposed;

    /// <summary>Opens the file in the configured folder, which is made when missing.</summary>
    /// <param name="options">Where.</param>
    /// <param name="guard">Asked about each connection.</param>
    public SqliteDatabase(IOptions<StorageOptions> options, StoreGuard guard)
    {
        _guard = guard;
        CreateDirectory(options.Value.Directory);
        DataSource = new SqliteDataSource(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.Value.Directory, "commerce.db"),
            DefaultTimeout = (int)options.Value.CommandTimeout.TotalSeconds,
        }.ToString(), _guard);
        _thread = new Thread(RunWrites) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public SqlDialect Dialect => SqliteDialect.Instance;

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

    /// <summary>The number of the writer's connection, from 1, or 0 before the first; another one after the file was replaced.</summary>
    public long WriterNumber => Volatile.Read(ref _writerNumber);

    /// <summary>Opens the writer's connection where there is none.</summary>
    /// <returns>Its number.</returns>
    public async ValueTask<long> ConnectWriterAsync() =>
        WriterNumber is > 0 and var number ? number : await OnWriterThread(_ => WriterNumber);

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
                done.SetResult(work(Writer()));
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
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _writes.CompleteAdding();
        _thread.Join();
        _writer?.Dispose();
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

    /// <summary>The writer's connection, to the file that is there now. For the writer's thread.</summary>
    private SqliteConnection Writer()
    {
        if (_writer is { } open && SqliteFile.HasMoved(open))
        {
            SqliteConnection.ClearPool(open);
            open.Dispose();
            _writer = null;
        }
        if (_writer is null)
        {
            _writer = (SqliteConnection)DataSource.OpenConnection();
            Interlocked.Increment(ref _writerNumber);
        }
        return _writer;
    }

    private void RunWrites()
    {
        foreach (var write in _writes.GetConsumingEnumerable())
            write();
    }

    /// <summary>Opens connections that are durable at commit and wait for another process's write instead of failing.</summary>
    private sealed class SqliteDataSource(string connectionString, StoreGuard guard) : DbDataSource
    {
        public override string ConnectionString => connectionString;

        protected override DbConnection CreateDbConnection() => new SqliteConnection(connectionString);

        protected override DbConnection OpenDbConnection()
        {
            var connection = new SqliteConnection(connectionString);
            try
            {
                connection.Open();
                if (SqliteFile.HasMoved(connection))
                {
                    // The pool had it from before another file was put in its place.
                    SqliteConnection.ClearPool(connection);
                    connection.Close();
                    connection.Open();
                }
                using var command = connection.CreateCommand();
                // WAL keeps readers and the writer apart; FULL makes every commit survive a power loss.
                command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
                command.ExecuteNonQuery();
                guard.CheckAsync(connection).AsTask().GetAwaiter().GetResult(); // SQLite completes synchronously
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
