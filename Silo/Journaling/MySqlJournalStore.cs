using System.Data;
using System.Text;
using Commerce.Outbox;
using Commerce.Storage;
using MySqlConnector;

namespace Commerce.Journaling;

/// <summary>
/// The journal on a MySQL or MariaDB server. A batch is one round trip: the transaction's statements travel together,
/// and multi-row inserts are what makes 30,000 and more rows a second possible.
/// </summary>
internal sealed class MySqlJournalStore(MySqlDatabase database, OutboxSignal published) : IJournalStore
{
    public IJournalAppender CreateAppender() => new Appender(database, published);

    public IAsyncEnumerable<JournalEvent> ReadAsync(string stream, long afterSeq, CancellationToken cancellationToken) =>
        SqlJournalRows.ReadAsync(database, stream, afterSeq, cancellationToken);

    public Task<byte[]?> FindReceiptAsync(string stream, Guid commandId, CancellationToken cancellationToken) =>
        SqlJournalRows.FindReceiptAsync(database, stream, commandId, cancellationToken);

    public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) =>
        SqlJournalRows.FindIdAsync(database, position, cancellationToken);

    private sealed class Appender(MySqlDatabase database, OutboxSignal published) : IJournalAppender
    {
        private MySqlConnection? _connection;
        private long _number; // of that connection, or of the last one

        public async ValueTask<long> ConnectAsync(CancellationToken cancellationToken)
        {
            if (_connection is null)
            {
                _connection = await database.OpenForWritingAsync(cancellationToken);
                _number++;
            }
            return _number;
        }

        public async Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
        {
            var rows = SqlJournalRows.OutboxRows(batch);
            await using var command = new MySqlStatement().Append(batch, rows).ToCommand();
            await RunAsync(command, c => c.ExecuteNonQueryAsync(cancellationToken), cancellationToken);
            if (rows.Count > 0)
                published.Set();
        }

        public async Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken)
        {
            // A name that the column cannot hold is nowhere, and cannot even be compared: the server would refuse the whole question.
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
            // A read-only or recovering server answers queries but takes no writes: this asks it to lock a row for one.
            await using var command = new MySqlCommand("START TRANSACTION READ WRITE; SELECT position FROM journal LIMIT 0 FOR UPDATE; ROLLBACK");
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
                await ConnectAsync(cancellationToken);
                command.Connection = _connection;
                return await run(command);
            }
            catch
            {
                await RollBackAsync();
                throw;
            }
        }

        /// <summary>
        /// A statement that fails leaves the transaction open, with its locks; the pool would end it only when it hands
        /// the connection out again.
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
