using Commerce.Journaling;
using Commerce.Storage;
using Dapper;

namespace Commerce.Outbox;

/// <summary>One round's worth of the outbox.</summary>
/// <param name="Rows">The rows, to be removed once their events are safe.</param>
/// <param name="Events">Their events, in the order of the rows.</param>
/// <param name="Oldest">When the first of them was recorded, in milliseconds since 1970.</param>
internal sealed record OutboxBatch(IReadOnlyList<long> Rows, IReadOnlyList<IntegrationEvent> Events, long Oldest);

/// <summary>Reads and clears the outbox.</summary>
internal sealed class OutboxStore(ISqlDatabase database)
{
    public async Task<OutboxBatch> ReadAsync(int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = (await connection.QueryAsync<(long Id, long RecordedAt)>(
            "SELECT id, recorded_at FROM outbox ORDER BY id LIMIT @limit", new { limit })).ToList();
        if (rows.Count == 0)
            return new([], [], 0);

        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT j.stream, j.seq, j.event_id, j.event_type, j.event_version, j.payload, j.recorded_at, j.command_id, j.receipt " +
            "FROM outbox o JOIN journal j ON j.stream = o.stream AND j.seq BETWEEN o.first_seq AND o.last_seq " +
            "WHERE o.id BETWEEN @first AND @last ORDER BY o.id, j.seq";
        SqlJournalRows.Add(command, "@first", rows[0].Id);
        SqlJournalRows.Add(command, "@last", rows[^1].Id);
        var events = new List<IntegrationEvent>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var e = SqlJournalRows.Read(reader);
            events.Add(new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload));
        }
        return new([.. rows.Select(row => row.Id)], events, rows.Min(row => row.RecordedAt));
    }

    public Task RemoveAsync(IReadOnlyList<long> rows, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "DELETE FROM outbox WHERE id IN @rows", new { rows }, transaction), cancellationToken);
}
