using System.Data;
using System.Diagnostics;
using System.Text;
using Commerce.Journaling;
using Commerce.Outbox;
using MySqlConnector;

namespace Commerce.Storage.MySql;

/// <summary>
/// The journal on a MySQL or MariaDB server. A batch is one round trip: the transaction's statements travel together,
/// and multi-row inserts are what makes 30,000 and more rows a second possible.
/// </summary>
internal sealed class MySqlJournalStore(MySqlDatabase database, OutboxSignal published) : IJournalStore
{
    private readonly SqlCommandIndex _index = new(database);

    public IJournalAppender CreateAppender() => new Appender(database, published);

    public IAsyncEnumerable<JournalEvent> ReadAsync(string stream, long afterSeq, long lastSeq, CancellationToken cancellationToken) =>
        SqlJournalRows.ReadAsync(database, stream, afterSeq, lastSeq, cancellationToken);

    public Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken) =>
        _index.FindReceiptsAsync(commands, cancellationToken);

    public IAsyncEnumerable<Guid> ReadCommandIdsAsync(string stream, int atMost, CancellationToken cancellationToken) =>
        _index.ReadIdsAsync(stream, atMost, cancellationToken);

    public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) =>
        SqlJournalRows.FindIdAsync(database, position, cancellationToken);

    public async Task RehearseAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var command = new MySqlStatement().Append(batch, SqlJournalRows.OutboxRows(batch), "ROLLBACK").ToCommand();
        (command.Connection, command.Transaction) = ((MySqlConnection)connection, (MySqlTransaction)transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Appender(MySqlDatabase database, OutboxSignal published) : IJournalAppender
    {
        // How long a connection is used without asking again. For this long a lane may write to a server that has become a replica, if
        // the server lets this user write to replicas.
        private static readonly TimeSpan s_trusted = TimeSpan.FromMilliseconds(100);

        private readonly MySqlStatement _statement = new();
        private readonly string _probe = SqlJournalRows.NewProbe();
        private MySqlConnection? _connection;
        private long _number; // of that connection, or of the last one
        private long _lookedOn; // the one that the batch was looked for on; 0 when nothing was
        private long _asked; // when it was last known who is at the other end

        public async ValueTask<long> ConnectAsync(CancellationToken cancellationToken)
        {
            await ConnectionAsync(cancellationToken);
            return _lookedOn = _number;
        }

        public async Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
        {
            var rows = SqlJournalRows.OutboxRows(batch);
            await using var command = _statement.Begin().Append(batch, rows).ToCommand();
            await RunAsync(command, c => _lookedOn == 0 || _lookedOn == _number
                ? c.ExecuteNonQueryAsync(cancellationToken)
                : throw new IOException("The connection is a new one; what the batch rests on has to be looked for on it."),
                cancellationToken);
            published.Set(rows);
        }

        public async Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken)
        {
            // No row has a name that the column cannot hold, and the server would refuse to compare with it.
            var storable = positions.Where(position => Ascii.IsValid(position.Stream)).ToList();
            if (storable.Count == 0)
                return new Dictionary<(string, long), Guid>();
            await using var command = new MySqlStatement().Find(storable).ToCommand();
            return await RunAsync(command, ReadFoundAsync, cancellationToken);

            async Task<IReadOnlyDictionary<(string, long), Guid>> ReadFoundAsync(MySqlCommand find)
            {
                var found = new Dictionary<(string, long), Guid>();
                await using var reader = await find.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                    found[(reader.GetString(0), reader.GetInt64(1))] = new Guid(reader.GetFieldValue<byte[]>(2), bigEndian: true);
                return found;
            }
        }

        public async Task PingAsync(CancellationToken cancellationToken)
        {
            // A server can answer, lock rows even, and refuse to insert: a full disk, a right that was taken, a trigger. So this
            // inserts what an append does, more than would find room on a page that is there already, and takes it back.
            await using var command = new MySqlStatement().Probe(_probe).ToCommand();
            await RunAsync(command, c => c.ExecuteNonQueryAsync(cancellationToken), cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (_connection is { } connection)
                await connection.DisposeAsync();
            _connection = null;
        }

        private async Task<TResult> RunAsync<TResult>(
            MySqlCommand command, Func<MySqlCommand, Task<TResult>> run, CancellationToken cancellationToken)
        {
            try
            {
                command.Connection = await ConnectionAsync(cancellationToken);
                return await run(command);
            }
            catch
            {
                published.Recent.Forget();
                await RollBackAsync();
                throw;
            }
        }

        /// <summary>
        /// The lane's connection. It is asked first, for one that the network has dropped would hold up the next batch until a timeout.
        /// </summary>
        private async Task<MySqlConnection> ConnectionAsync(CancellationToken cancellationToken)
        {
            if (_connection is not null && Stopwatch.GetElapsedTime(_asked) > s_trusted)
            {
                if (!await database.StillServesAsync(_connection))
                    _connection = null;
                _asked = Stopwatch.GetTimestamp();
            }
            if (_connection is null)
            {
                _connection = await database.OpenForWritingAsync(cancellationToken);
                _number++;
                published.Recent.Forget();
                _asked = Stopwatch.GetTimestamp();
            }
            return _connection;
        }

        /// <summary>
        /// A statement that fails leaves the transaction open, with its locks, and the server may be late to notice that the
        /// connection has ended.
        /// </summary>
        private async Task RollBackAsync()
        {
            try
            {
                if (_connection is { State: ConnectionState.Open } connection)
                {
                    await using var rollback = new MySqlCommand("ROLLBACK", connection);
                    await rollback.ExecuteNonQueryAsync();
                }
            }
            catch (Exception)
            {
                // The connection is gone, and the server rolls back by itself.
            }
            await DisposeAsync();
        }
    }
}
