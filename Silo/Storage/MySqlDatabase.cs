using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Options;
using MySqlConnector;

namespace Commerce.Storage;

/// <summary>A MySQL or MariaDB server.</summary>
public sealed class MySqlDatabase : ISqlDatabase, IDisposable, IAsyncDisposable
{
    private readonly MySqlDataSource _reads;
    private readonly MySqlDataSource _writes;

    /// <summary>Prepares connections; none is opened yet.</summary>
    /// <param name="options">Where, and how long a statement may take.</param>
    /// <param name="guard">Asked about each new connection.</param>
    public MySqlDatabase(IOptions<StorageOptions> options, StoreGuard guard)
    {
        var timeout = (uint)options.Value.CommandTimeout.TotalSeconds;
        var connection = new MySqlConnectionStringBuilder(options.Value.ConnectionString!)
        {
            ConnectionTimeout = Math.Min(timeout, 3),
            DefaultCommandTimeout = timeout,
            // Counts changed rows, not found ones: the snapshots' conditional write tells a conflict by it.
            UseAffectedRows = true,
            GuidFormat = MySqlGuidFormat.None,
        };
        _writes = Guarded(connection, guard);
        // Single statements leave nothing behind; resetting the connection before each would be two more round trips.
        connection.ConnectionReset = false;
        _reads = Guarded(connection, guard);
    }

    /// <inheritdoc/>
    public string Dialect => "mysql";

    /// <inheritdoc/>
    public string InsertOrIgnore => "INSERT IGNORE INTO";

    /// <inheritdoc/>
    public DbDataSource DataSource => _reads;

    /// <summary>
    /// Opens a connection whose transactions take no gap locks, and begin with any statement: a statement that begins one
    /// would be one more answer of the server to wait for.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<MySqlConnection> OpenForWritingAsync(CancellationToken cancellationToken)
    {
        var connection = await _writes.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new MySqlCommand("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION autocommit = 0", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static MySqlDataSource Guarded(MySqlConnectionStringBuilder connection, StoreGuard guard) =>
        new MySqlDataSourceBuilder(connection.ConnectionString)
            // What the pool hands out again was asked when it was opened; one that was refused is in the pool too, and is asked again.
            .UseConnectionOpenedCallback((opened, _) =>
                opened.Conditions.HasFlag(MySqlConnectionOpenedConditions.New) || guard.Refused is not null
                    ? guard.CheckAsync(opened.Connection)
                    : default)
            .Build();

    /// <inheritdoc/>
    public async Task<TResult> WriteAsync<TResult>(
        Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken)
    {
        await using var connection = await _writes.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var result = await change(connection, transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _reads.Dispose();
        _writes.Dispose();
    }

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reads.DisposeAsync();
        await _writes.DisposeAsync();
    }
}
