using System.Text;
using MySqlConnector;

namespace Commerce.Journaling;

/// <summary>
/// The text of the journal's statements. Texts are parameters, one for each different text; bytes are written out in
/// hexadecimal, which costs the driver and the server's parser much less than a parameter for each.
/// </summary>
internal sealed class MySqlStatement
{
    private readonly StringBuilder _sql = new();
    private readonly Dictionary<string, MySqlParameter> _texts = [];

    public MySqlCommand ToCommand()
    {
        var command = new MySqlCommand(_sql.ToString());
        foreach (var text in _texts.Values)
            command.Parameters.Add(text);
        return command;
    }

    /// <summary>Looks for the batch's first positions.</summary>
    public MySqlStatement Find(IReadOnlyList<JournalAppend> batch)
    {
        _sql.Append("SELECT stream, seq, event_id FROM journal WHERE (stream, seq) IN (");
        for (var i = 0; i < batch.Count; i++)
            Raw(i == 0 ? "(" : ",(").Text(batch[i].Stream).Raw(",").Number(batch[i].Events[0].Seq).Raw(")");
        return Raw(")");
    }

    /// <summary>Inserts the batch with its outbox and open-work rows, in a transaction of its own.</summary>
    public MySqlStatement Append(IReadOnlyList<JournalAppend> batch, IReadOnlyList<SqlJournalRows.OutboxRow> rows)
    {
        Raw("START TRANSACTION;INSERT INTO journal (").Raw(SqlJournalRows.Columns).Raw(") VALUES ");
        var separator = "(";
        foreach (var append in batch)
        {
            foreach (var e in append.Events)
            {
                Raw(separator).Event(e).Raw(")");
                separator = ",(";
            }
        }
        Raw(";");

        separator = "INSERT INTO outbox (stream, first_seq, last_seq, recorded_at) VALUES (";
        foreach (var row in rows)
        {
            Raw(separator).Text(row.Stream).Raw(",").Number(row.FirstSeq).Raw(",").Number(row.LastSeq).Raw(",").Number(row.RecordedAt).Raw(")");
            separator = ",(";
        }
        if (rows.Count > 0)
            Raw(";");

        foreach (var (stream, (change, at)) in SqlJournalRows.WorkChanges(batch))
        {
            if (change == WorkChange.Open)
                Raw("INSERT IGNORE INTO open_work (stream, opened_at) VALUES (").Text(stream).Raw(",").Number(at).Raw(");");
            else
                Raw("DELETE FROM open_work WHERE stream = ").Text(stream).Raw(";");
        }
        return Raw("COMMIT");
    }

    // In the order of SqlJournalRows.Columns.
    private MySqlStatement Event(JournalEvent e) =>
        Text(e.Stream).Raw(",").Number(e.Seq).Raw(",").Id(e.EventId).Raw(",").Text(e.Type).Raw(",").Number(e.Version).Raw(",")
            .Bytes(e.Payload).Raw(",").Number(e.RecordedAt.ToUnixTimeMilliseconds()).Raw(",").Id(e.CommandId).Raw(",").Bytes(e.Receipt);

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

    private MySqlStatement Bytes(byte[]? bytes) => bytes is null ? Raw("NULL") : Bytes(bytes.AsSpan());

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
