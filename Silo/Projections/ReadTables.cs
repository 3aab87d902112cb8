using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Storage;
using Dapper;

namespace Commerce.Projections;

/// <summary>Fills the read tables again from the journal, which has everything that ever was in them.</summary>
internal sealed class ReadTables(ISqlDatabase database, IEnumerable<IProjection> projections)
{
    private const int BatchEvents = 1_000;
    private const int TimeoutSeconds = 600;

    private readonly IProjection[] _projections = [.. projections];

    /// <summary>
    /// Empties the tables and takes every event in, in the order of the journal. Lists are short meanwhile; an event that
    /// arrives in the usual way comes again here.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt; it can be repeated.</param>
    /// <returns>How many events were taken in.</returns>
    public async Task<long> RebuildAsync(CancellationToken cancellationToken)
    {
        await database.WriteAsync(async (connection, transaction) =>
        {
            foreach (var table in _projections.SelectMany(projection => projection.Tables))
                await connection.ExecuteAsync($"DELETE FROM {table}", null, transaction, TimeoutSeconds);
            return true;
        }, cancellationToken);

        var (taken, position) = (0L, 0L);
        while (await ReadAsync(position, cancellationToken) is { Count: > 0 } rows)
        {
            position = rows[^1].Position;
            var events = rows.Where(row => row.Event.Type != AnsweredCommand.EventType).Select(row => row.Event).ToList();
            await database.WriteAsync(async (connection, transaction) =>
            {
                foreach (var projection in _projections)
                    await projection.ProjectAsync(events, connection, transaction);
                return true;
            }, cancellationToken);
            taken += events.Count;
        }
        return taken;
    }

    private async Task<List<(long Position, IntegrationEvent Event)>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {SqlJournalRows.Columns}, position FROM journal WHERE position > @after ORDER BY position LIMIT {BatchEvents}";
        SqlJournalRows.Add(command, "@after", after);
        var rows = new List<(long, IntegrationEvent)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var e = SqlJournalRows.Read(reader);
            rows.Add((reader.GetInt64(9), new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload)));
        }
        return rows;
    }
}
