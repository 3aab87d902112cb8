using System.Data.Common;
using System.Runtime.CompilerServices;
using Commerce.Storage;

namespace Commerce.Journaling;

/// <summary>What the dialects share: reading the journal, and what an append means for the outbox and the open work.</summary>
internal static class SqlJournalRows
{
    public const string EventColumns = "stream, seq, event_id, event_type, event_version, payload, recorded_at";

    public const string Columns = $"{EventColumns}, command_id, receipt";

    /// <summary>The place of a column that a query asks for after <see cref="Columns"/>.</summary>
    public const int AfterColumns = 9;

    public static async IAsyncEnumerable<JournalEvent> ReadAsync(
        ISqlDatabase database, string stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM journal WHERE stream = @stream AND seq > @after ORDER BY seq";
        Add(command, "@stream", stream);
        Add(command, "@after", afterSeq);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return Read(reader);
    }

    public static async Task<Guid?> FindIdAsync(ISqlDatabase database, JournalPosition position, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT event_id FROM journal WHERE stream = @stream AND seq = @seq";
        Add(command, "@stream", position.Stream);
        Add(command, "@seq", position.Seq);
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] id ? new Guid(id, bigEndian: true) : null;
    }

    public static JournalEvent Read(DbDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        new Guid(row.GetFieldValue<byte[]>(2), bigEndian: true),
        row.GetString(3),
        row.GetInt32(4),
        row.GetFieldValue<byte[]>(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        row.IsDBNull(7) ? null : new Guid(row.GetFieldValue<byte[]>(7), bigEndian: true),
        row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8));

    /// <summary>Writes an event in the order in which <see cref="Read"/> takes it.</summary>
    /// <param name="to">The row.</param>
    /// <param name="e">The event.</param>
    /// <param name="withCommand">Whether the row has all <see cref="Columns"/>, or only the <see cref="EventColumns"/>.</param>
    public static void Write(ISqlRow to, JournalEvent e, bool withCommand = true)
    {
        to.Text(e.Stream);
        to.Number(e.Seq);
        to.Id(e.EventId);
        to.Text(e.Type);
        to.Number(e.Version);
        to.Bytes(e.Payload);
        to.Number(e.RecordedAt.ToUnixTimeMilliseconds());
        if (!withCommand)
            return;
        to.Id(e.CommandId);
        to.Bytes(e.Receipt);
    }

    /// <summary>One outbox row per stream and batch: it names the events, and they are read from the journal.</summary>
    public static List<OutboxRow> OutboxRows(IReadOnlyList<JournalAppend> batch)
    {
        var rows = new List<OutboxRow>();
        var rowOf = new Dictionary<string, int>();
        foreach (var append in batch)
        {
            if (!append.Publish)
                continue;
            var (first, last) = (append.Events[0], append.Events[^1]);
            if (rowOf.TryGetValue(append.Stream, out var at) && rows[at].LastSeq == first.Seq - 1)
            {
                rows[at] = rows[at] with { LastSeq = last.Seq };
                continue;
            }
            rowOf[append.Stream] = rows.Count;
            rows.Add(new OutboxRow(append.Stream, first.Seq, last.Seq, first.RecordedAt.ToUnixTimeMilliseconds()));
        }
        return rows;
    }

    /// <summary>
    /// The last word of the batch on each stream's unfinished work. A stream that begins in the batch is not listed yet, and
    /// what it also ended there never is.
    /// </summary>
    public static Dictionary<string, (WorkChange Change, long At)> WorkChanges(IReadOnlyList<JournalAppend> batch)
    {
        var changes = new Dictionary<string, (WorkChange, long)>();
        var begun = new HashSet<string>();
        foreach (var append in batch)
        {
            if (append.Events[0].Seq == 1)
                begun.Add(append.Stream);
            if (append.Work == WorkChange.Close && begun.Contains(append.Stream))
                changes.Remove(append.Stream);
            else if (append.Work != WorkChange.None)
                changes[append.Stream] = (append.Work, append.Events[0].RecordedAt.ToUnixTimeMilliseconds());
        }
        return changes;
    }

    public static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    /// <summary>A row that is filled column by column.</summary>
    internal interface ISqlRow
    {
        void Text(string text);

        void Number(long number);

        /// <summary>16 bytes, big-endian.</summary>
        void Id(Guid? id);

        void Bytes(byte[]? bytes);
    }

    internal readonly record struct OutboxRow(string Stream, long FirstSeq, long LastSeq, long RecordedAt);
}
