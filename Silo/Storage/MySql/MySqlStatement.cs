using System.Buffers;
using System.Text;
using Commerce.Journaling;
using MySqlConnector;

namespace Commerce.Storage.MySql;

/// <summary>
/// The text of the journal's statements. Values are written out, which costs the driver and the server's parser much less
/// than a parameter for each; a text that could mean something to the server is a parameter all the same.
/// </summary>
internal sealed partial class MySqlStatement
{
    // Printable ASCII that no mode of the server reads as anything but itself between quotes: most JSON is just that.
    private static readonly SearchValues<char> s_plainText =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Except("'\\")]);

    private static readonly SearchValues<byte> s_plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (byte)c).Except("'\\"u8.ToArray())]);

    private const int MaxKeptChars = 1_000_000;

    private StringBuilder _sql = new();
    private readonly Dictionary<string, MySqlParameter> _texts = [];
    private readonly InsertedRow _row;

    public MySqlStatement() => _row = new InsertedRow(this);

    /// <summary>Begins anew, in the room that the last one took.</summary>
    public MySqlStatement Begin()
    {
        _texts.Clear();
        if (_sql.Capacity > MaxKeptChars)
            _sql = new();
        else
            _sql.Clear();
        return this;
    }

    public MySqlCommand ToCommand()
    {
        var command = new MySqlCommand(_sql.ToString());
        foreach (var text in _texts.Values)
            command.Parameters.Add(text);
        return command;
    }

    /// <summary>Looks for positions, and ends the transaction that reading began.</summary>
    public MySqlStatement Find(IReadOnlyList<JournalPosition> positions) =>
        Each("SELECT stream, seq, event_id FROM journal WHERE (stream, seq) IN (", positions,
            position => Raw("(").Text(position.Stream).Raw(",").Number(position.Seq).Raw(")"), ");COMMIT");

    /// <summary>Inserts the batch with its outbox and open-work rows, and ends the transaction.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="rows">Its outbox rows.</param>
    /// <param name="end">How the transaction ends: for good, or as if it had not been.</param>
    public MySqlStatement Append(
        IReadOnlyList<JournalAppend> batch, IReadOnlyList<SqlJournalRows.OutboxRow> rows, string end = "COMMIT")
    {
        var form = SqlJournalRows.FormOf(batch);
        var changes = SqlJournalRows.WorkChanges(batch);
        // One statement for all that begins and one for all that ends: each statement is an answer of the server.
        return Each($"INSERT INTO journal ({SqlJournalRows.ColumnsOf(form)}) VALUES ", batch.SelectMany(append => append.Events),
                e => Row(e, (row, it) => SqlJournalRows.Write(row, it, form)), ";")
            // The command may be there from the time before it became a new one.
            .Each($"REPLACE INTO command_index ({SqlCommandIndex.Columns}) VALUES ", SqlCommandIndex.Of(batch),
                e => Row(e, SqlCommandIndex.Write), ";")
            .Each($"INSERT INTO admin_event ({SqlAdminEvents.Columns}) VALUES ", SqlAdminEvents.Of(batch),
                e => Row(e, SqlAdminEvents.Write), ";")
            .Each("INSERT INTO outbox (stream, first_seq, last_seq, recorded_at) VALUES ", rows, Outbox, ";")
            .Each("INSERT IGNORE INTO open_work (stream, opened_at) VALUES ",
            changes.Where(change => change.Value.Change == WorkChange.Open),
                opened => Raw("(").Text(opened.Key).Raw(",").Number(opened.Value.At).Raw(")"), ";")
            .Each("DELETE FROM open_work WHERE stream IN (", changes.Where(change => change.Value.Change == WorkChange.Close),
                closed => Text(closed.Key), ");")
            .Raw(end);
    }

    /// <summary>Inserts what an append can insert, of the stream that is named and nobody else's, and takes it back.</summary>
    public MySqlStatement Probe(string stream) =>
        Raw($"INSERT INTO journal ({SqlJournalRows.EventColumns}) VALUES (").Text(stream)
            .Raw(",1,x'00000000000000000000000000000000','probe',1,REPEAT('x',").Number(SqlJournalRows.ProbeBytes).Raw("),0);")
            .Raw("REPLACE INTO command_index (stream, command_id, seq, recorded_at) VALUES (").Text(stream)
            .Raw(",x'00000000000000000000000000000000',1,0);")
            .Raw("INSERT INTO outbox (stream, first_seq, last_seq, recorded_at) VALUES (").Text(stream).Raw(",1,1,0);")
            .Raw("INSERT INTO open_work (stream, opened_at) VALUES (").Text(stream).Raw(",0);")
            .Raw("DELETE FROM open_work WHERE stream = ").Text(stream).Raw(";ROLLBACK");

    /// <summary>A statement about items, or none when there are none.</summary>
    private MySqlStatement Each<T>(string begin, IEnumerable<T> items, Action<T> write, string end)
    {
        var any = false;
        foreach (var item in items)
        {
            Raw(any ? "," : begin);
            write(item);
            any = true;
        }
        return any ? Raw(end) : this;
    }

    private void Outbox(SqlJournalRows.OutboxRow row) =>
        Raw("(").Text(row.Stream).Raw(",").Number(row.FirstSeq).Raw(",").Number(row.LastSeq).Raw(",").Number(row.RecordedAt).Raw(")");

    private void Row(JournalEvent e, Action<InsertedRow, JournalEvent> write)
    {
        Raw("(");
        write(_row.Begin(), e);
        Raw(")");
    }

    private MySqlStatement Raw(string sql)
    {
        _sql.Append(sql);
        return this;
    }

    private MySqlStatement Number(long number)
    {
        _sql.Append(number);
        return this;
    }

    private MySqlStatement Text(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(s_plainText))
            return Raw("'").Raw(text).Raw("'");
        if (!_texts.TryGetValue(text, out var parameter))
            _texts[text] = parameter = new MySqlParameter($"@{_texts.Count}", text);
        return Raw(parameter.ParameterName);
    }

    private MySqlStatement Id(Guid? id)
    {
        if (id is not { } value)
            return Raw("NULL");
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bytes(bytes);
    }

    private MySqlStatement Bytes(byte[]? bytes) => bytes switch
    {
        null => Raw("NULL"),
        _ when bytes.AsSpan().ContainsAnyExcept(s_plain) => Bytes(bytes.AsSpan()),
        _ => Plain(bytes),
    };

    // Half as long as in hexadecimal, for the driver and the server to read. As a binary literal it is in no character set.
    private MySqlStatement Plain(ReadOnlySpan<byte> bytes)
    {
        Span<char> chars = stackalloc char[256];
        _sql.Append("_binary'");
        while (bytes.Length > 0)
        {
            var some = Math.Min(bytes.Length, chars.Length);
            Encoding.ASCII.GetChars(bytes[..some], chars);
            _sql.Append(chars[..some]);
            bytes = bytes[some..];
        }
        _sql.Append('\'');
        return this;
    }

    private MySqlStatement Bytes(ReadOnlySpan<byte> bytes)
    {
        Span<char> hex = stackalloc char[256];
        _sql.Append("x'");
        while (bytes.Length > 0)
        {
            var some = Math.Min(bytes.Length, hex.Length / 2);
            Convert.TryToHexStringLower(bytes[..some], hex, out var written);
            _sql.Append(hex[..written]);
            bytes = bytes[some..];
        }
        _sql.Append('\'');
        return this;
    }
}
