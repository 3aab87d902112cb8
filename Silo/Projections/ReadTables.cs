using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Dapper;

namespace Commerce.Projections;

/// <summary>Fills the read tables again from the journal, which has everything that ever was in them.</summary>
internal sealed class ReadTables(
    ISqlDatabase database, ProjectionWriter writer, IEnumerable<IProjection> projections, TimeProvider clock)
{
    private const int BatchEvents = 1_000;
    private const int TimeoutSeconds = 600;
    private const int Attempts = 20;

    // More than all silos' writers have under way at once.
    private const long PositionsUnderWay = 20_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100); // times the attempt

    private readonly IProjection[] _projections = [.. projections];

    /// <summary>
    /// Empties the tables and takes every event in, in the order of the journal. Lists are short meanwhile; an event that
    /// arrives in the usual way comes again here. An event that cannot be taken in is parked.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt; it can be repeated.</param>
    /// <returns>How many events were read, and how often one was parked.</returns>
    /// <exception cref="StartupException">It was given up, however often it was tried; the message tells how to go on.</exception>
    public async Task<(long Events, long Parked)> RebuildAsync(CancellationToken cancellationToken)
    {
        try
        {
            var before = await TryAsync(() => LastPositionAsync(cancellationToken), cancellationToken);
            foreach (var projection in _projections)
                await TryAsync(() => EmptyAsync(projection, cancellationToken), cancellationToken);
            var (events, parked) = await FillAsync(0, cancellationToken);
            // An event gets its position before it is committed: one that was committed late can have been passed over. Where it also came
            // to tables that were empty still, which drop what they miss the beginning of, nobody would take it in any more. The tables
            // have all beginnings now.
            var (_, late) = await FillAsync(before - PositionsUnderWay, cancellationToken);
            return (events, parked + late);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new StartupException($"Rebuild: the read tables lack events, for it was given up: {failure.Message} " +
                "The journal has them all: run 'Silo rebuild' again when that is mended.", failure);
        }
    }

    /// <summary>
    /// Empties the tables of one projection. Others may write to them meanwhile, and what one transaction of theirs left in two tables
    /// has to stay or go together: else a sale is forgotten whose order stays counted, or is counted again. So nobody adds a row to
    /// a table that was emptied until all of them are: whoever was in the first before is waited for there, and whoever was not
    /// waits there. Emptied in the order in which they are written to, the tables let no two wait for each other.
    /// </summary>
    private Task<bool> EmptyAsync(IProjection projection, CancellationToken cancellationToken) =>
        database.WriteSerializableAsync(async (connection, transaction) =>
        {
            foreach (var table in projection.Tables)
                await connection.ExecuteAsync($"DELETE FROM {table}", null, transaction, TimeoutSeconds);
            return true;
        }, cancellationToken);

    private async Task<(long Events, long Parked)> FillAsync(long position, CancellationToken cancellationToken)
    {
        var (taken, parked) = (0L, 0L);
        while (await TryAsync(() => ReadAsync(position, cancellationToken), cancellationToken) is { Count: > 0 } rows)
        {
            position = rows[^1].Position;
            var events = rows.Where(row => row.Event.Type != AnsweredCommand.EventType).Select(row => row.Event).ToList();
            parked += (await TryAsync(() => writer.WriteAsync(_projections, events, cancellationToken), cancellationToken)).Count;
            taken += events.Count;
        }
        return (taken, parked);
    }

    /// <summary>Silos write to the same rows, and of two that wait for each other the database ends one.</summary>
    private async Task<TResult> TryAsync<TResult>(Func<Task<TResult>> attempt, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception failure) when (attempts < Attempts && ProjectionWriter.IsPassing(failure))
            {
                await Task.Delay(s_pause * attempts, clock, cancellationToken);
            }
        }
    }

    private async Task<long> LastPositionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long?>("SELECT MAX(position) FROM journal") ?? 0;
    }

    private async Task<List<(long Position, IntegrationEvent Event)>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {SqlJournalRows.Columns}, position FROM journal WHERE position > @after ORDER BY position LIMIT " +
            $"{BatchEvents}";
        SqlJournalRows.Add(command, "@after", after);
        var rows = new List<(long, IntegrationEvent)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var e = SqlJournalRows.Read(reader);
            rows.Add((reader.GetInt64(SqlJournalRows.AfterColumns),
                new(e.EventId, e.Type, e.Version, e.Stream, e.Seq, e.RecordedAt, e.Payload)));
        }
        return rows;
    }
}
