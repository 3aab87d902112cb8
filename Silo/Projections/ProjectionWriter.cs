using System.Data.Common;
using Commerce.Outbox;
using Commerce.Storage;
using Commerce.Telemetry;
using MySqlConnector;

namespace Commerce.Projections;

/// <summary>
/// Takes events into read tables. An event that cannot be taken in though the database works is parked, so that it holds
/// up nobody; while the database does not work, nothing is parked and the caller tries again.
/// </summary>
[LogCategory("Commerce.Outbox.ProjectionWriter")]
internal sealed partial class ProjectionWriter(ISqlDatabase database, ParkedEvents parked, ILogger<ProjectionWriter> logger)
{
    private const int AttemptsAlone = 3;

    /// <summary>Takes the events in, in as few transactions as it can be done.</summary>
    /// <param name="projections">The read tables.</param>
    /// <param name="events">The events, in order per subject.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The events that were parked.</returns>
    /// <exception cref="Exception">The database does not work; some of the events may be taken in.</exception>
    public async Task<IReadOnlyList<IntegrationEvent>> WriteAsync(
        IReadOnlyList<IProjection> projections, IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken)
    {
        // A single event gets more than one chance: the first could have met a connection that was gone.
        var attempts = projections.Count * events.Count == 1 ? AttemptsAlone : 1;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await database.WriteAsync(async (connection, transaction) =>
                {
                    foreach (var projection in projections)
                        await projection.ProjectAsync(events, connection, transaction);
                    return true;
                }, cancellationToken);
                return [];
            }
            catch (Exception failure) when (!IsPassing(failure))
            {
                if (attempt < attempts)
                    continue;
                return await IsolateAsync(projections, events, failure, cancellationToken);
            }
        }
    }

    /// <summary>One projection and one event must be the reason. Finds them by halves.</summary>
    private async Task<IReadOnlyList<IntegrationEvent>> IsolateAsync(
        IReadOnlyList<IProjection> projections, IReadOnlyList<IntegrationEvent> events, Exception failure,
            CancellationToken cancellationToken)
    {
        var put = new List<IntegrationEvent>();
        if (projections.Count > 1)
        {
            foreach (var projection in projections)
                put.AddRange(await WriteAsync([projection], events, cancellationToken));
            return put;
        }
        if (events.Count > 1)
        {
            foreach (var half in events.Chunk((events.Count + 1) / 2))
                put.AddRange(await WriteAsync(projections, half, cancellationToken));
            return put;
        }
        var consumer = projections[0].GetType().Name;
        var e = events[0];
        // Also what tells a poisonous event from a database that takes no writes: there, this fails too.
        await parked.ParkAsync(new(consumer, $"{e.Subject}#{e.Sequence}", e.Subject, e.Sequence, e.Type, e.Data, failure.Message),
            cancellationToken);
        LogParked(logger, failure, consumer, e.Subject, e.Sequence);
        return [e];
    }

    private static bool IsPassing(Exception failure) => failure is OperationCanceledException or TimeoutException
        or DbException { IsTransient: true } or MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired };

    [LoggerMessage(2501, LogLevel.Error,
        "{Consumer} cannot take in {Subject} at {Sequence}: the event is parked. 'Silo redrive' tries it again.")]
    private static partial void LogParked(ILogger logger, Exception failure, string consumer, string subject, long sequence);
}
