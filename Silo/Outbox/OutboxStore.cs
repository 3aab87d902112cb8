using System.Data.Common;
using System.Globalization;
using System.Text;
using Commerce.Journaling;
using Commerce.Storage;
using Dapper;

namespace Commerce.Outbox;

/// <summary>One round's worth of the outbox.</summary>
/// <param name="Rows">The rows, to be removed once their events are safe.</param>
/// <param name="Events">Their events, in order per stream.</param>
/// <param name="Oldest">When the first of them was recorded, in milliseconds since 1970.</param>
/// <param name="More">Whether there may be more rows.</param>
/// <param name="Backlog">About how many rows there are in all.</param>
internal sealed record OutboxBatch(IReadOnlyList<OutboxRow> Rows, IReadOnlyList<IntegrationEvent> Events, long Oldest, bool More,
    long Backlog)
{
    /// <summary>When the oldest row was recorded that was passed over; 0 when there was none.</summary>
    public long OldestHeld { get; init; }

    /// <summary>About how many rows were passed over.</summary>
    public long Held { get; init; }

    /// <summary>Streams whose events cannot be read, with the reason; their rows are not in the batch.</summary>
    public IReadOnlyDictionary<string, Exception> Unreadable { get; init; } = new Dictionary<string, Exception>();
}

/// <summary>A row of the outbox: some events of one stream that follow each other.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Stream">The stream.</param>
/// <param name="FirstSeq">The first event.</param>
/// <param name="LastSeq">The last.</param>
/// <param name="RecordedAt">When the first was recorded, in milliseconds since 1970.</param>
internal sealed record OutboxRow(long Id, string Stream, long FirstSeq, long LastSeq, long RecordedAt);

/// <summary>Reads and clears the outbox.</summary>
/// <remarks>
/// <para>The order that everything after the outbox rests on: the rows of one stream become visible in the order of their ids.
/// So rows can be read, handed over and removed in the order of their ids, and each subject's events stay in order.</para>
/// <para>Why it holds: a row gets its id when it is inserted, and becomes visible when its transaction commits. A lane begins a
/// stream's next transaction after the one before has committed. So does another silo that the grain moves to: it reads the
/// journal first.</para>
/// <para>Rows of different streams can become visible in any order, which does no harm. All ids must come from one server: where
/// two take writes, a later row can have a lower id.</para>
/// </remarks>
internal sealed class OutboxStore(ISqlDatabase database, OutboxSignal written)
{
    /// <summary>Asks for the time of the oldest event: rows get their ids nearly in that order, so it is among the first.</summary>
    public const string OldestSql = "SELECT MIN(recorded_at) FROM (SELECT recorded_at FROM outbox ORDER BY id LIMIT 1000) oldest";

    // How many pages of held rows are passed over to find others; rows behind more than that wait for the held ones.
    private const int MaxPages = 20;
    private const int PageRows = 1_000;
    private const int MaxPassed = 2_000; // streams named in a question

    /// <summary>Reads the oldest rows with their events.</summary>
    /// <param name="limit">Rows at the most.</param>
    /// <param name="maxEvents">Events at the most, but for a single row, which can have as many as a journal transaction.</param>
    /// <param name="isHeld">Streams to pass over.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<OutboxBatch> ReadAsync(int limit, int maxEvents, Func<string, bool> isHeld, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var (found, held, passed) = (new List<OutboxRow>(), new List<OutboxRow>(), new HashSet<string>());
        for (var page = 0; page < MaxPages; page++)
        {
            var after = Math.Max(found.Count == 0 ? 0 : found[^1].Id, held.Count == 0 ? 0 : held[^1].Id);
            var rows = page == 0 ? limit : PageRows;
            // A busy stream that is held has more rows than can be looked through: the database passes over them.
            var others = passed.Count == 0 ? "" : "AND stream NOT IN @passed ";
            var next = (await connection.QueryAsync<OutboxRow>(
                "SELECT id AS Id, stream AS Stream, first_seq AS FirstSeq, last_seq AS LastSeq, recorded_at AS RecordedAt FROM outbox " +
                $"WHERE id > @after {others}ORDER BY id LIMIT @rows", new { after, rows, passed })).ToList();
            foreach (var row in next)
            {
                var isPassed = isHeld(row.Stream);
                (isPassed ? held : found).Add(row);
                if (isPassed && passed.Count < MaxPassed)
                    passed.Add(row.Stream);
            }
            if (found.Count >= limit || next.Count < rows)
                break;
        }
        // Ids are dense but for appends that failed: their span is the count, without counting.
        var newest = await connection.ExecuteScalarAsync<long?>("SELECT MAX(id) FROM outbox") ?? 0;
        var first = found.Concat(held).Select(row => row.Id).DefaultIfEmpty(newest + 1).Min();
        var taken = Bounded(found.Take(limit), maxEvents);
        var backlog = Math.Max(found.Count + held.Count, newest - first + 1);
        var batch = new OutboxBatch(taken, [], taken.Count == 0 ? 0 : taken.Min(row => row.RecordedAt),
            found.Count >= limit || taken.Count < found.Count, backlog)
        {
            Held = held.Count == 0 ? 0 : Math.Max(held.Count, backlog - taken.Count),
            OldestHeld = held.Count == 0 ? 0 : held.Min(row => row.RecordedAt),
        };
        return taken.Count == 0 ? batch : await WithEventsAsync(batch, connection, cancellationToken);
    }

    /// <summary>Looks at what waits, without its events.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>When the oldest row was recorded, in milliseconds since 1970, or 0; and about how many rows there are.</returns>
    public async Task<(long Oldest, long Backlog)> LookAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        // Their ids' span is the count here, too.
        return (await connection.ExecuteScalarAsync<long?>(OldestSql) ?? 0,
            await connection.ExecuteScalarAsync<long?>("SELECT MAX(id) - MIN(id) + 1 FROM outbox") ?? 0);
    }

    public Task RemoveAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => SqlText.ExecuteAsync(connection, transaction,
            $"DELETE FROM outbox WHERE id IN ({string.Join(',', rows.Select(row => row.Id))})"), cancellationToken);

    private async Task<OutboxBatch> WithEventsAsync(OutboxBatch batch, DbConnection connection, CancellationToken cancellationToken)
    {
        var (events, toRead) = (new List<IntegrationEvent>(), new List<OutboxRow>());
        foreach (var row in batch.Rows)
        {
            if (written.Recent.Take(row) is { } recent)
                events.AddRange(recent);
            else
                toRead.Add(row);
        }
        var unreadable = toRead.Count == 0 ? [] : await ReadEventsAsync(toRead, events, connection, cancellationToken);
        events.Sort((one, other) => string.CompareOrdinal(one.Subject, other.Subject) is not 0 and var order
            ? order : one.Sequence.CompareTo(other.Sequence));
        return unreadable.Count == 0 ? batch with { Events = events } : batch with
        {
            Rows = [.. batch.Rows.Where(row => !unreadable.ContainsKey(row.Stream))],
            Events = [.. events.Where(e => !unreadable.ContainsKey(e.Subject))],
            Unreadable = unreadable,
        };
    }

    /// <returns>The streams that cannot be read, with the reason.</returns>
    private static async Task<Dictionary<string, Exception>> ReadEventsAsync(
        List<OutboxRow> rows, List<IntegrationEvent> events, DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = SelectEvents(command, RangesOf(rows));
        var unreadable = new Dictionary<string, Exception>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            try
            {
                var e = SqlJournalRows.Read(reader, withCommand: false);
                events.Add(new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload));
            }
            catch (Exception wrong) when (wrong is ArgumentException or InvalidCastException or FormatException or OverflowException)
            {
                unreadable.TryAdd(reader.GetString(0), wrong);
            }
        }
        return unreadable;
    }

    private static List<OutboxRow> Bounded(IEnumerable<OutboxRow> rows, int maxEvents)
    {
        long events = 0;
        return [.. rows.TakeWhile(row =>
        {
            var first = events == 0;
            events += row.LastSeq - row.FirstSeq + 1;
            return first || events <= maxEvents;
        })];
    }

    /// <summary>The rows' events as few ranges: the batches of a busy stream follow each other.</summary>
    private static List<(string Stream, long First, long Last)> RangesOf(IEnumerable<OutboxRow> rows)
    {
        var ranges = new List<(string Stream, long First, long Last)>();
        foreach (var row in rows.OrderBy(row => row.Stream, StringComparer.Ordinal).ThenBy(row => row.FirstSeq))
        {
            if (ranges.Count > 0 && ranges[^1] is var last && last.Stream == row.Stream && last.Last == row.FirstSeq - 1)
                ranges[^1] = last with { Last = row.LastSeq };
            else
                ranges.Add((row.Stream, row.FirstSeq, row.LastSeq));
        }
        return ranges;
    }

    // Each range is written out: joined with the outbox, MySQL would read the whole stream for every row.
    private static string SelectEvents(DbCommand command, List<(string Stream, long First, long Last)> ranges)
    {
        var sql = new StringBuilder($"SELECT {SqlJournalRows.EventColumns} FROM journal WHERE ");
        for (var i = 0; i < ranges.Count; i++)
        {
            sql.Append(CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : " OR ")}(stream = @s{i} AND seq BETWEEN {ranges[i].First} AND {ranges[i].Last})");
            SqlJournalRows.Add(command, $"@s{i}", ranges[i].Stream);
        }
        return sql.ToString();
    }
}
