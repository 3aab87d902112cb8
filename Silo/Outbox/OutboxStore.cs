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
internal sealed record OutboxBatch(IReadOnlyList<long> Rows, IReadOnlyList<IntegrationEvent> Events, long Oldest, bool More);

/// <summary>Reads and clears the outbox.</summary>
internal sealed class OutboxStore(ISqlDatabase database)
{
    // Keeps a round's memory and its transaction small; one row can still have as many as a journal transaction.
    private const int MaxEvents = 10_000;

    /// <summary>Reads the oldest rows with their events.</summary>
    /// <param name="limit">Rows at the most; fewer when their events are many.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<OutboxBatch> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var found = (await connection.QueryAsync<Row>(
            "SELECT id, stream, first_seq AS FirstSeq, last_seq AS LastSeq, recorded_at AS RecordedAt FROM outbox ORDER BY id LIMIT @limit",
            new { limit })).ToList();
        if (found.Count == 0)
            return new([], [], 0, false);

        var rows = Bounded(found);
        await using var command = connection.CreateCommand();
        command.CommandText = SelectEvents(command, RangesOf(rows));
        var events = new List<IntegrationEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var e = SqlJournalRows.Read(reader);
            events.Add(new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload));
        }
        return new([.. rows.Select(row => row.Id)], events, rows.Min(row => row.RecordedAt), found.Count == limit || rows.Count < found.Count);
    }

    public Task RemoveAsync(IReadOnlyList<long> rows, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "DELETE FROM outbox WHERE id IN @rows", new { rows }, transaction), cancellationToken);

    private static List<Row> Bounded(IEnumerable<Row> rows)
    {
        long events = 0;
        return [.. rows.TakeWhile(row =>
        {
            var first = events == 0;
            events += row.LastSeq - row.FirstSeq + 1;
            return first || events <= MaxEvents;
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
