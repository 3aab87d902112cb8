using System.Globalization;
using Commerce.Journaling;
using Commerce.Outbox;
using Microsoft.Data.Sqlite;

namespace Commerce.Storage.Sqlite;

/// <summary>The journal in a SQLite file.</summary>
internal sealed class SqliteJournalStore(SqliteDatabase database, OutboxSignal published) : IJournalStore
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

    public Task RehearseAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken) =>
        database.OnWriterThread(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            Appender.Insert(connection, transaction, batch);
            transaction.Rollback();
            return true;
        });

    private sealed class Appender(SqliteDatabase database, OutboxSignal published) : IJournalAppender
    {
        private readonly string _probe = SqlJournalRows.NewProbe();
        private long _number; // of the connection that the batch was asked about

        public async ValueTask<long> ConnectAsync(CancellationToken cancellationToken)
        {
            var number = await database.ConnectWriterAsync();
            if (number != _number)
                published.Recent.Forget();
            return _number = number;
        }

        public async Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
        {
            try
            {
                published.Set(await database.OnWriterThread(connection =>
                    _number == 0 || _number == database.WriterNumber
                        ? Append(connection, batch)
                        : throw new IOException(
                        "The file was replaced under the silo; what the batch rests on has to be asked of the new one.")));
            }
            catch
            {
                published.Recent.Forget();
                throw;
            }
        }

        public Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
            IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken) =>
            database.OnWriterThread(connection => Find(connection, positions));

        // A full disk lets a transaction begin, and end with nothing in it. What this one inserts has no room in so small a cache: it
        // goes to the disk, and is taken back.
        public Task PingAsync(CancellationToken cancellationToken) => database.OnWriterThread(connection =>
        {
            using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA cache_size";
            var pages = (long)pragma.ExecuteScalar()!;
            pragma.CommandText = "PRAGMA cache_size = 1";
            pragma.ExecuteNonQuery();
            try
            {
                InsertAndTakeBack(connection);
            }
            finally
            {
                pragma.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = {pages}");
                pragma.ExecuteNonQuery();
            }
            return true;
        });

        public ValueTask DisposeAsync() => default;

        private void InsertAndTakeBack(SqliteConnection connection)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            insert.CommandText = $"INSERT INTO journal ({SqlJournalRows.EventColumns}) VALUES ($stream, 1, zeroblob(16), 'probe', 1, " +
                "randomblob($bytes), 0)";
            insert.Parameters.AddWithValue("$stream", _probe);
            insert.Parameters.AddWithValue("$bytes", SqlJournalRows.ProbeBytes);
            insert.ExecuteNonQuery();
            transaction.Rollback();
        }

        private static List<SqlJournalRows.OutboxRow> Append(SqliteConnection connection, IReadOnlyList<JournalAppend> batch)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var rows = Insert(connection, transaction, batch);
            transaction.Commit();
            return rows;
        }

        public static List<SqlJournalRows.OutboxRow> Insert(
            SqliteConnection connection, SqliteTransaction transaction, IReadOnlyList<JournalAppend> batch)
        {
            InsertEvents(connection, transaction, batch);
            var rows = SqlJournalRows.OutboxRows(batch);
            ExecuteEach(connection, transaction, "INSERT INTO outbox (stream, first_seq, last_seq, recorded_at) VALUES ($1, $2, $3, $4)",
                rows.Select(row => new object[] { row.Stream, row.FirstSeq, row.LastSeq, row.RecordedAt }));
            var changes = SqlJournalRows.WorkChanges(batch).ToLookup(change => change.Value.Change);
            ExecuteEach(connection, transaction, "INSERT OR IGNORE INTO open_work (stream, opened_at) VALUES ($1, $2)",
                changes[WorkChange.Open].Select(opened => new object[] { opened.Key, opened.Value.At }));
            ExecuteEach(connection, transaction, "DELETE FROM open_work WHERE stream = $1",
                changes[WorkChange.Close].Select(closed => new object[] { closed.Key }));
            return rows;
        }

        private static void InsertEvents(SqliteConnection connection, SqliteTransaction transaction, IReadOnlyList<JournalAppend> batch)
        {
            var form = SqlJournalRows.FormOf(batch);
            InsertRows(connection, transaction, "INSERT INTO journal", SqlJournalRows.ColumnsOf(form),
                batch.SelectMany(append => append.Events), (row, e) => SqlJournalRows.Write(row, e, form));
            // The command may be there from the time before it became a new one.
            InsertRows(connection, transaction, "REPLACE INTO command_index", SqlCommandIndex.Columns,
                SqlCommandIndex.Of(batch), SqlCommandIndex.Write);
            InsertRows(connection, transaction, "INSERT INTO admin_event", SqlAdminEvents.Columns,
                SqlAdminEvents.Of(batch), SqlAdminEvents.Write);
        }

        private static void InsertRows(SqliteConnection connection, SqliteTransaction transaction, string into, string columns,
            IEnumerable<JournalEvent> events, Action<InsertedRow, JournalEvent> write)
        {
            InsertedRow? row = null;
            using var insert = connection.CreateCommand();
            insert.Transaction = transaction;
            foreach (var e in events)
            {
                row ??= new InsertedRow(insert, into, columns);
                row.Begin();
                write(row, e);
                insert.ExecuteNonQuery();
            }
        }

        private static IReadOnlyDictionary<(string, long), Guid> Find(SqliteConnection connection, IReadOnlyList<JournalPosition> positions)
        {
            var found = new Dictionary<(string, long), Guid>();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT event_id FROM journal WHERE stream = $1 AND seq = $2";
            var stream = command.Parameters.Add(new SqliteParameter { ParameterName = "$1" });
            var seq = command.Parameters.Add(new SqliteParameter { ParameterName = "$2" });
            foreach (var position in positions)
            {
                stream.Value = position.Stream;
                seq.Value = position.Seq;
                if (command.ExecuteScalar() is byte[] id)
                    found[(position.Stream, position.Seq)] = new Guid(id, bigEndian: true);
            }
            return found;
        }

        /// <summary>Prepares a statement once and runs it for each row; for none it is not even prepared.</summary>
        private static void ExecuteEach(
            SqliteConnection connection, SqliteTransaction transaction, string sql, IEnumerable<object[]> rows)
        {
            SqliteCommand? command = null;
            foreach (var row in rows)
            {
                if (command is null)
                {
                    command = connection.CreateCommand();
                    (command.Transaction, command.CommandText) = (transaction, sql);
                    for (var i = 1; i <= row.Length; i++)
                        command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
                }
                for (var i = 0; i < row.Length; i++)
                    command.Parameters[i].Value = row[i];
                command.ExecuteNonQuery();
            }
            command?.Dispose();
        }
    }

    /// <summary>The parameters of an insert that is prepared once and run for each event.</summary>
    private sealed class InsertedRow : SqlJournalRows.ISqlRow
    {
        private readonly SqliteParameter[] _values;
        private int _next;

        public InsertedRow(SqliteCommand insert, string into, string columns)
        {
            _values = new SqliteParameter[columns.Split(',').Length];
            for (var i = 0; i < _values.Length; i++)
                _values[i] = insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i + 1}" });
            var names = string.Join(", ", _values.Select(value => value.ParameterName));
            insert.CommandText = $"{into} ({columns}) VALUES ({names})";
        }

        public void Begin() => _next = 0;

        public void Text(string? text) => Set(text);

        public void Number(long number) => Set(number);

        public void Id(Guid? id) => Set(id?.ToByteArray(bigEndian: true));

        public void Bytes(byte[]? bytes) => Set(bytes);

        private void Set(object? value) => _values[_next++].Value = value ?? DBNull.Value;
    }
}
