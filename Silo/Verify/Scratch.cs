using Microsoft.Data.Sqlite;

namespace Commerce.Verify;

/// <summary>
/// What the journal says of orders and of pieces, put down stream by stream to be read again in the order of orders and of
/// pieces. It is a file that SQLite makes for itself and takes away: memory stays what it is, however many there are.
/// </summary>
internal sealed partial class Scratch : IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = OFF;
        PRAGMA synchronous = OFF;
        PRAGMA temp_store = FILE;
        PRAGMA cache_size = -16384;
        CREATE TABLE entry (order_id BLOB, kind INTEGER, a INTEGER, b INTEGER, c INTEGER, d INTEGER, e INTEGER, f INTEGER, g INTEGER,
            h INTEGER);
        CREATE TABLE piece (customer_id INTEGER, coupon_id INTEGER, seq INTEGER, kind INTEGER, number INTEGER, order_id BLOB, told INTEGER,
            issued_at INTEGER);
        CREATE TABLE pending (stream TEXT PRIMARY KEY, first_seq INTEGER) WITHOUT ROWID;
        BEGIN;
        """;

    private readonly SqliteConnection _connection = new(new SqliteConnectionStringBuilder { DataSource = "", Pooling = false }.ToString());
    private readonly SqliteCommand _entry;
    private readonly SqliteCommand _piece;
    private readonly SqliteCommand _pending;
    private readonly SqliteCommand _firstPending;
    private bool _anyPending;
    private bool _unknown;

    public Scratch()
    {
        _connection.Open();
        using var schema = Prepare(Schema, 0);
        schema.ExecuteNonQuery();
        _entry = Prepare("INSERT INTO entry VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", 10);
        _piece = Prepare("INSERT INTO piece VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", 8);
        _pending = Prepare("INSERT INTO pending VALUES ($1, $2) ON CONFLICT DO UPDATE SET first_seq = MIN(first_seq, excluded.first_seq)",
            2);
        _firstPending = Prepare("SELECT first_seq FROM pending WHERE stream = $1", 1);
    }

    /// <summary>Notes that events of a stream, from one on, wait in the outbox or are on their way from there.</summary>
    public void AddPending(string stream, long firstSeq)
    {
        Execute(_pending, stream, firstSeq);
        _anyPending = true;
    }

    /// <summary>Notes that any event may be on its way.</summary>
    public void AddPendingUnknown() => _unknown = true;

    /// <summary>The first event of a stream that may not be in the read tables yet.</summary>
    public long FirstPending(string stream)
    {
        if (_unknown)
            return 0;
        if (!_anyPending)
            return long.MaxValue;
        _firstPending.Parameters[0].Value = stream;
        return _firstPending.ExecuteScalar() is long first ? first : long.MaxValue;
    }

    public void Dispose()
    {
        foreach (var command in new[] { _entry, _piece, _pending, _firstPending })
            command.Dispose();
        _connection.Dispose();
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }
}
