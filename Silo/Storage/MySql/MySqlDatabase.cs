using System.Data;
using System.Data.Common;
using Commerce.Journaling;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;
using MySqlConnector;

namespace Commerce.Storage.MySql;

/// <summary>
/// A MySQL or MariaDB server. Its connections are shared by all silos and by whatever each does: readers cannot take those
/// of writers, and past its part everybody waits for a turn, instead of being refused by the server.
/// </summary>
[LogCategory("Commerce.Storage.MySqlDatabase")]
internal sealed partial class MySqlDatabase : ISqlDatabase, IDisposable, IAsyncDisposable
{
    // Until the server has said what it allows: as little as every server has.
    private const int AllowedAtFirst = 10;

    private readonly StorageOptions _options;
    private readonly int _lanes;
    private readonly ILogger _logger;
    private readonly ServerSettings _settings;
    private readonly MySqlSessions _sessions;
    private readonly ConnectionGate _writes;
    private readonly ConnectionGate _reads;
    private readonly Lock _sharing = new();
    private int _allowed = AllowedAtFirst;
    private int _silos = 1;
    private ConnectionShares _shares;
    private bool _disposed;

    /// <summary>Prepares connections; none is opened yet.</summary>
    /// <param name="options">Where, and how long a statement may take.</param>
    /// <param name="journal">How many lanes there are, each with a connection of its own.</param>
    /// <param name="guard">Asked about each new connection.</param>
    /// <param name="settings">Looks at how the server is set up.</param>
    /// <param name="logger">Outages, and how connections are shared.</param>
    public MySqlDatabase(
        IOptions<StorageOptions> options, IOptions<JournalOptions> journal, StoreGuard guard, ServerSettings settings,
        ILogger<MySqlDatabase> logger)
    {
        (_options, _lanes, _settings, _logger) = (options.Value, journal.Value.Lanes, settings, logger);
        var timeout = (uint)_options.CommandTimeout.TotalSeconds;
        var connection = new MySqlConnectionStringBuilder(_options.ConnectionString!)
        {
            ConnectionTimeout = Math.Min(timeout, 3),
            DefaultCommandTimeout = timeout,
            // Counts changed rows, not found ones: the snapshots' conditional write tells a conflict by it.
            UseAffectedRows = true,
            GuidFormat = MySqlGuidFormat.None,
            // Nothing is left behind in a connection; resetting it before each use would be one more round trip.
            ConnectionReset = false,
            // The gates bound it, and they can be moved. Without a pool every use would be a connection: MySQL counts one that has
            // ended for a moment longer, so that the next ones are too many.
            Pooling = true,
            MinimumPoolSize = 0,
            MaximumPoolSize = (uint)_options.MaxConnections,
            ConnectionIdleTimeout = MySqlSessions.IdleSeconds,
        };
        _shares = ConnectionShares.Of(_allowed, _silos, _lanes, _options.MaxConnections);
        (_writes, _reads) = (new ConnectionGate(_shares.Writes), new ConnectionGate(_shares.Reads));
        _sessions = new MySqlSessions(connection, _options.CommandTimeout, Allows, guard, logger);
        DataSource = new Source(this, connection.ConnectionString);
    }

    /// <inheritdoc/>
    public SqlDialect Dialect => MySqlDialect.Instance;

    /// <inheritdoc/>
    public DbDataSource DataSource { get; }

    /// <summary>How many connections this silo opens at the most.</summary>
    internal ConnectionShares Shares
    {
        get
        {
            lock (_sharing)
                return _shares;
        }
    }

    /// <summary>
    /// Opens a connection whose transactions take no gap locks, and begin with any statement: a statement that begins one
    /// would be one more answer of the server to wait for. It is in no pool: it ends when it is disposed of.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<MySqlConnection> OpenForWritingAsync(CancellationToken cancellationToken)
    {
        var connection = await _sessions.OpenAloneAsync(cancellationToken);
        try
        {
            await using var command = new MySqlCommand(
                "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED; SET SESSION autocommit = 0", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks a connection that rested, or was used for long, whether there still is a server that takes writes.</summary>
    /// <param name="connection">The connection; it is done with when the answer is no.</param>
    internal Task<bool> StillServesAsync(MySqlConnection connection) => _sessions.StillServesAsync(connection);

    /// <inheritdoc/>
    public Task<TResult> WriteAsync<TResult>(
        Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken) =>
        WriteAsync(IsolationLevel.ReadCommitted, change, cancellationToken);

    /// <inheritdoc/>
    public Task<TResult> WriteSerializableAsync<TResult>(
        Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken) =>
        WriteAsync(IsolationLevel.Serializable, change, cancellationToken);

    /// <inheritdoc/>
    public void ShareWith(int silos) => Share(() => _silos = silos);

    /// <inheritdoc/>
    public Task WarnOfSettingsAsync(CancellationToken cancellationToken) => _settings.WarnAsync(DataSource, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, true) ? default : _sessions.DisposeAsync();

    private async Task<TResult> WriteAsync<TResult>(
        IsolationLevel isolation, Func<DbConnection, DbTransaction, Task<TResult>> change, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(_writes, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        var result = await change(connection, transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private void Allows(int connections)
    {
        if (Volatile.Read(ref _allowed) != connections)
            Share(() => _allowed = connections);
    }

    private void Share(Action change)
    {
        lock (_sharing)
        {
            change();
            var (before, now) = (_shares, ConnectionShares.Of(_allowed, _silos, _lanes, _options.MaxConnections));
            if (now == before)
                return;
            _shares = now;
            _writes.Resize(now.Writes);
            _reads.Resize(now.Reads);
            LogShares(_logger, _allowed, _silos, now.Total, now.Lanes, now.Writes, now.Reads);
            if (now.IsTight)
                LogTight(_logger, _allowed, _silos, now.Total);
            if (now.Total < before.Total)
                _sessions.LetGo(); // idle connections would take the place of other silos' connections
        }
    }

    private async Task<MySqlConnection> OpenAsync(ConnectionGate gate, CancellationToken cancellationToken)
    {
        await gate.EnterAsync(_options.CommandTimeout, cancellationToken);
        try
        {
            var connection = await _sessions.OpenAsync(cancellationToken);
            connection.StateChange += Leave;
            return connection;
        }
        catch
        {
            gate.Leave();
            throw;
        }

        void Leave(object sender, StateChangeEventArgs change)
        {
            if (change.CurrentState != ConnectionState.Closed)
                return;
            ((MySqlConnection)sender).StateChange -= Leave;
            gate.Leave();
        }
    }

    /// <summary>What readers, and Orleans, see: connections of the kind that the driver makes.</summary>
    private sealed class Source(MySqlDatabase database, string connectionString) : DbDataSource
    {
        public override string ConnectionString => connectionString;

        protected override DbConnection CreateDbConnection() => new MySqlConnection(connectionString);

        protected override DbConnection OpenDbConnection() => OpenDbConnectionAsync().AsTask().GetAwaiter().GetResult();

        protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default) =>
            await database.OpenAsync(database._reads, cancellationToken);
    }

    [LoggerMessage(2005, LogLevel.Information,
        "The database allows {Allowed} connections to {Silos} silo(s); this one opens up to {Total}: " +
        "{Lanes} for the journal, {Writes} for other writes, {Reads} for reading.")]
    private static partial void LogShares(ILogger logger, int allowed, int silos, int total, int lanes, int writes, int reads);

    [LoggerMessage(2006, LogLevel.Warning,
        "The database allows {Allowed} connections, too few for {Silos} silo(s): this one needs {Total}. " +
        "Raise max_connections, or lower Journal:Lanes.")]
    private static partial void LogTight(ILogger logger, int allowed, int silos, int total);
}
