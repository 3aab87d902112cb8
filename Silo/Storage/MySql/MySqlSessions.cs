using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Commerce.Telemetry;
using MySqlConnector;

namespace Commerce.Storage.MySql;

/// <summary>
/// Connections to a MySQL or MariaDB server. Before one is handed out, the server is asked whether it takes writes, unless it was
/// asked a moment ago: a server that has become a replica goes on answering, and a connection that the network dropped looks like
/// any other. When something is wrong with one connection, all that were opened in the same time are closed, and new ones lead to
/// wherever the host name or proxy leads now.
/// </summary>
[LogCategory("Commerce.Storage.MySqlDatabase")] // whose logger it has
internal sealed partial class MySqlSessions : IAsyncDisposable
{
    /// <summary>
    /// How long a connection rests in the pool, which looks every ten seconds; the server must not be the first to end it.
    /// </summary>
    public const uint IdleSeconds = 20;

    /// <summary>
    /// For how long the server keeps the locks of a transaction whose silo is not heard of: one that lost its machine or its network does
    /// not say goodbye. A lane's transactions are one packet each, and hold nothing while they rest.
    /// </summary>
    public const int LongestSilenceSeconds = 45;

    // A switchover takes longer than this to stop the old primary's writes, catch up and let the new one begin.
    private static readonly TimeSpan s_trusted = TimeSpan.FromMilliseconds(100);

    // For this long after a server that takes no writes was found, callers are refused without asking again.
    private static readonly TimeSpan s_refuseFor = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan s_fullPause = TimeSpan.FromMilliseconds(50);

    private readonly string _pooled;
    private readonly MySqlDataSource _unpooled;
    private readonly TimeSpan _fullPatience;
    private readonly Action<int> _allows;
    private readonly StoreGuard _guard;
    private readonly ILogger _logger;
    private readonly Outage _full = new();
    private readonly Outage _lost = new();
    private Generation _current;
    private long _refused; // when a server that takes no writes was met last
    private volatile bool _metPrimary;

    /// <summary>Prepares connections; none is opened yet.</summary>
    /// <param name="connection">How the server is reached.</param>
    /// <param name="fullPatience">How long to wait for a server that takes no more connections.</param>
    /// <param name="allows">Is told how many connections the server allows, whenever it was asked.</param>
    /// <param name="guard">Asked about each new connection.</param>
    /// <param name="logger">Outages.</param>
    public MySqlSessions(
        MySqlConnectionStringBuilder connection, TimeSpan fullPatience, Action<int> allows, StoreGuard guard, ILogger logger)
    {
        (_fullPatience, _allows, _guard, _logger) = (fullPatience, allows, guard, logger);
        _pooled = connection.ConnectionString;
        _unpooled = Guarded(new MySqlConnectionStringBuilder(_pooled) { Pooling = false }.ConnectionString, endsSilence: false);
        _current = new Generation(Guarded(_pooled));
    }

    /// <summary>A connection from the pool. How many are in use at once is bounded by the caller.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DbException">There is none to a server that takes writes.</exception>
    public async Task<MySqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (_metPrimary)
                RefuseAtOnce();
            var generation = Volatile.Read(ref _current);
            MySqlConnection connection;
            try
            {
                connection = await ConnectAsync(generation.Source, cancellationToken);
            }
            catch (ObjectDisposedException) when (generation != Volatile.Read(ref _current))
            {
                continue;
            }
            if (generation.Trusts(connection))
                return connection;
            if (await FindWrongAsync(connection, generation, replicaWillDo: !_metPrimary) is not { } wrong)
                return connection;
            LetGo(generation, wrong);
            if (attempt > 1)
                throw wrong; // that one was new
        }
    }

    /// <summary>A connection of its own, to a server that takes writes; it is closed when it is disposed of.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DbException">There is none to a server that takes writes.</exception>
    public async Task<MySqlConnection> OpenAloneAsync(CancellationToken cancellationToken)
    {
        RefuseAtOnce();
        var connection = await ConnectAsync(_unpooled, cancellationToken);
        if (await FindWrongAsync(connection, null, replicaWillDo: false) is not { } wrong)
            return connection;
        LetGo(Volatile.Read(ref _current), wrong);
        throw wrong;
    }

    /// <summary>Asks again whether there is a server that takes writes at the other end. If not, everything is let go.</summary>
    /// <param name="connection">The connection; it is done with when the answer is no.</param>
    public async Task<bool> StillServesAsync(MySqlConnection connection)
    {
        if (await FindWrongAsync(connection, null, replicaWillDo: false) is not { } wrong)
            return true;
        LetGo(Volatile.Read(ref _current), wrong);
        return false;
    }

    /// <summary>Closes the connections that nobody uses, and the others when they come back.</summary>
    public void LetGo() => LetGo(Volatile.Read(ref _current), null);

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Volatile.Read(ref _current).Source.DisposeAsync();
        await _unpooled.DisposeAsync();
    }

    private MySqlDataSource Guarded(string connectionString, bool endsSilence = true) => new MySqlDataSourceBuilder(connectionString)
        .UseConnectionOpenedCallback((opened, cancellationToken) => opened.Conditions.HasFlag(MySqlConnectionOpenedConditions.New)
            ? PrepareAsync(opened.Connection, endsSilence, cancellationToken)
            // What the pool hands out again was asked when it was opened; one that was refused is in the pool too, and is asked again.
            : _guard.Refused is not null ? _guard.CheckAsync(opened.Connection) : default)
        .Build();

    private async ValueTask PrepareAsync(MySqlConnection connection, bool endsSilence, CancellationToken cancellationToken)
    {
        if (endsSilence)
        {
            await using var command = new MySqlCommand($"SET SESSION wait_timeout = {LongestSilenceSeconds}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        await _guard.CheckAsync(connection);
    }

    private void RefuseAtOnce()
    {
        var refused = Volatile.Read(ref _refused);
        if (refused != 0 && Stopwatch.GetElapsedTime(refused) < s_refuseFor)
            throw new DatabaseUnavailableException("The database takes no writes.");
    }

    /// <summary>Opens; waits, within bounds, for a server that takes no more connections.</summary>
    private async Task<MySqlConnection> ConnectAsync(MySqlDataSource source, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancellationToken);
            }
            catch (MySqlException full) when (full.ErrorCode is MySqlErrorCode.ConnectionCountError
                or MySqlErrorCode.TooManyUserConnections or MySqlErrorCode.UserLimitReached)
            {
                if (_full.Begins())
                    LogFull(_logger, full.Message);
                if (Stopwatch.GetElapsedTime(started) > _fullPatience)
                    throw;
                await Task.Delay(s_fullPause, cancellationToken);
            }
        }
    }

    private void LetGo(Generation generation, DbException? wrong)
    {
        var next = new Generation(Guarded(_pooled));
        if (Interlocked.CompareExchange(ref _current, next, generation) != generation)
        {
            _ = next.Source.DisposeAsync().AsTask(); // somebody else has, and the connection was one of those
            return;
        }
        if (wrong is not null && _lost.Begins())
            LogLetGo(_logger, wrong.Message);
        _ = generation.Source.DisposeAsync().AsTask();
    }

    /// <summary>The connections that were opened since others were let go.</summary>
    private sealed class Generation(MySqlDataSource source)
    {
        private const int MostRemembered = 1_000;

        private readonly ConcurrentDictionary<int, long> _asked = []; // by the server's number of the connection

        public MySqlDataSource Source { get; } = source;

        public bool Trusts(MySqlConnection connection) =>
            _asked.TryGetValue(connection.ServerThread, out var asked) && Stopwatch.GetElapsedTime(asked) < s_trusted;

        public void Trust(MySqlConnection connection)
        {
            if (_asked.Count > MostRemembered)
                _asked.Clear();
            _asked[connection.ServerThread] = Stopwatch.GetTimestamp();
        }
    }

    [LoggerMessage(2003, LogLevel.Warning, "The database takes no more connections ({Reason}); waiting for one.")]
    private static partial void LogFull(ILogger logger, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "The connections to the database are let go: {Reason}")]
    private static partial void LogLetGo(ILogger logger, string reason);
}
