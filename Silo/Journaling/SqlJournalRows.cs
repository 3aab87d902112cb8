using System.Data.Common;
using System.Runtime.CompilerServices;
using Commerce.Storage;

namespace Commerce.Journaling;

/// <summary>What the dialects share: reading the journal, and what an append means for the outbox and the open work.</summary>
internal static class SqlJournalRows
{
    public const string EventColumns = "stream, seq, event_id, event_type, event_version, payload, recorded_at";

    public const string Columns = $"{EventColumns}, command_id, receipt";

    public const string AllColumns = $"{Columns}, actor";

    /// <summary>The place of a column that a query asks for after <see cref="Columns"/>.</summary>
    public const int AfterColumns = 9;

    /// <summary>What a probe inserts: more than would find room on a page that is there already.</summary>
    public const int ProbeBytes = 65_536;

    /// <summary>A stream that is nobody else's, for what is inserted and taken back.</summary>
    public static string NewProbe() => $"probe/{Guid.NewGuid():N}";

    public static async IAsyncEnumerable<JournalEvent> ReadAsync(
        ISqlDatabase database, string stream, long afterSeq, long lastSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM journal WHERE stream = @stream AND seq > @after AND seq <= @last ORDER BY seq";
        Add(command, "@stream", stream);
        Add(command, "@after", afterSeq);
        Add(command, "@last", lastSeq);
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

    /// <summary>Reads an event.</summary>
    /// <param name="row">The row.</param>
    /// <param name="withCommand">Whether it has all <see cref="Columns"/>, or only the <see cref="EventColumns"/>.</param>
    public static JournalEvent Read(DbDataReader row, bool withCommand = true) => new(
        row.GetString(0),
        row.GetInt64(1),
        new Guid(row.GetFieldValue<byte[]>(2), bigEndian: true),
        row.GetString(3),
        row.GetInt32(4),
        row.GetFieldValue<byte[]>(5),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        !withCommand || row.IsDBNull(7) ? null : new Guid(row.GetFieldValue<byte[]>(7), bigEndian: true),
        !withCommand || row.IsDBNull(8) ? null : row.GetFieldValue<byte[]>(8));

    /// <summary>
    /// What the rows of a batch have: most batches have no command ids, and few have an actor. What every row leaves out, the statement
    /// leaves out.
    /// </summary>
    public static RowForm FormOf(IReadOnlyList<JournalAppend> batch) =>
        batch.Any(append => append.IsAdministrative) ? RowForm.WithActor
        : batch.Any(append => append.Events.Any(e => e.CommandId is not null)) ? RowForm.WithCommand
        : RowForm.Event;

    /// <summary>The columns of such a row.</summary>
    public static string ColumnsOf(RowForm form) => form switch
    {
        RowForm.WithActor => AllColumns,
        RowForm.WithCommand => Columns,
        _ => EventColumns,
    };

    /// <summary>Writes an event in the order in which <see cref="Read"/> takes it.</summary>
    /// <param name="to">The row.</param>
    /// <param name="e">The event.</param>
    /// <param name="form">What the row has.</param>
    public static void Write(ISqlRow to, JournalEvent e, RowForm form)
    {
        to.Text(e.Stream);
        to.Number(e.Seq);
        to.Id(e.EventId);
        to.Text(e.Type);
        to.Number(e.Version);
        to.Bytes(e.Payload);
        to.Number(e.RecordedAt.ToUnixTimeMilliseconds());
        if (form == RowForm.Event)
            return;
        to.Id(e.CommandId);
        to.Bytes(e.Receipt);
        if (form == RowForm.WithActor)
            to.Text(e.Actor?.Name);
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
                rows[at].Events.AddRange(append.Events);
                rows[at] = rows[at] with { LastSeq = last.Seq };
                continue;
            }
            rowOf[append.Stream] = rows.Count;
            rows.Add(new OutboxRow(append.Stream, first.Seq, last.Seq, first.RecordedAt.ToUnixTimeMilliseconds(), [.. append.Events]));
        }
        return rows;
    }

    /// <summary>
    /// What the batch comes to for each stream's unfinished work. Work that it opens and also closes was never listed, and never
    /// is: whoever opens work has none. Only what begins with a close was listed before, unless the stream itself begins here.
    /// </summary>
    public static Dictionary<string, (WorkChange Change, long At)> WorkChanges(IReadOnlyList<JournalAppend> batch)
    {
        var changes = new Dictionary<string, (WorkChange, long)>();
        HashSet<string>? unlisted = null; // at the batch's begin
        foreach (var append in batch)
        {
            if (append.Events[0].Seq == 1 || append.Work == WorkChange.Open && !changes.ContainsKey(append.Stream))
                (unlisted ??= []).Add(append.Stream);
            if (append.Work == WorkChange.Close && unlisted?.Contains(append.Stream) == true)
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

    /// <summary>What a row of the journal has.</summary>
    internal enum RowForm
    {
        /// <summary>The event.</summary>
        Event,

        /// <summary>And the command that it is of.</summary>
        WithCommand,

        /// <summary>And who asked for that.</summary>
        WithActor,
    }

    /// <summary>A row that is filled column by column.</summary>
    internal interface ISqlRow
    {
        void Text(string? text);

        void Number(long number);

        /// <summary>16 bytes, big-endian.</summary>
        void Id(Guid? id);

        void Bytes(byte[]? bytes);
    }

    internal readonly record struct OutboxRow(
        string Stream, long FirstSeq, long LastSeq, long RecordedAt, List<JournalEvent> Events);
}
