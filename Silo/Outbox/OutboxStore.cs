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
internal sealed record OutboxBatch(
    IReadOnlyList<long> Rows, IReadOnlyList<IntegrationEvent> Events, long Oldest, bool More, long Backlog);

/// <summary>Reads and clears the outbox.</summary>
/// <remarks>
/// Rows of different lanes can become visible out of the order of their ids: a row gets its id when it is inserted, and is
/// seen when its transaction commits. Rows of one stream cannot: a lane begins the next transaction of a stream when the
/// one before has committed, and so does the next silo the grain moves to, which reads the journal first. So a row that is
/// seen late is never one that an earlier event of its subject is waited for. One primary must give out the ids.
/// </remarks>
internal sealed class OutboxStore(ISqlDatabase database)
{
    /// <summary>Reads the oldest rows with their events.</summary>
    /// <param name="limit">Rows at the most.</param>
    /// <param name="maxEvents">Events at the most, but for a single row, which can have as many as a journal transaction.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<OutboxBatch> ReadAsync(int limit, int maxEvents, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var found = (await connection.QueryAsync<Row>(
            "SELECT id, stream, first_seq AS FirstSeq, last_seq AS LastSeq, recorded_at AS RecordedAt FROM outbox ORDER BY id LIMIT @limit",
            new { limit })).ToList();
        if (found.Count == 0)
            return new([], [], 0, false, 0);

        var rows = Bounded(found, maxEvents);
        // Ids are dense but for appends that failed: their span is the count, without counting.
        var newest = await connection.ExecuteScalarAsync<long?>("SELECT MAX(id) FROM outbox") ?? 0;
        var backlog = Math.Max(found.Count, newest - found[0].Id + 1);
        await using var command = connection.CreateCommand();
        command.CommandText = SelectEvents(command, RangesOf(rows));
        var events = new List<IntegrationEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var e = SqlJournalRows.Read(reader);
            events.Add(new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload));
        }
        return new([.. rows.Select(row => row.Id)], events, rows.Min(row => row.RecordedAt),
            found.Count == limit || rows.Count < found.Count, backlog);
    }

    public Task RemoveAsync(IReadOnlyList<long> rows, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "DELETE FROM outbox WHERE id IN @rows", new { rows }, transaction), cancellationToken);

    private static List<Row> Bounded(IEnumerable<Row> rows, int maxEvents)
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
    private static List<(string Stream, long First, long Last)> RangesOf(List<Row> rows)
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
        var sql = new StringBuilder($"SELECT {SqlJournalRows.Columns} FROM journal WHERE ");
        for (var i = 0; i < ranges.Count; i++)
        {
            sql.Append(CultureInfo.InvariantCulture,
                $"{(i == 0 ? "" : " OR ")}(stream = @s{i} AND seq BETWEEN {ranges[i].First} AND {ranges[i].Last})");
            SqlJournalRows.Add(command, $"@s{i}", ranges[i].Stream);
        }
        return sql.Append(" ORDER BY stream, seq").ToString();
    }

    private sealed record Row(long Id, string Stream, long FirstSeq, long LastSeq, long RecordedAt);
}
