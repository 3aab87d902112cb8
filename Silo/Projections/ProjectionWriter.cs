using System.Data.Common;
using Commerce.Outbox;
using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Commerce.Projections;

/// <summary>
/// Takes events into read tables. An event that cannot be taken in though the database works is parked, so that it holds
/// up nobody; while the database does not work, nothing is parked and the caller tries again.
/// </summary>
[LogCategory("Commerce.Outbox.ProjectionWriter")]
internal sealed partial class ProjectionWriter(
    ISqlDatabase database, ParkedEvents parked, TimeProvider clock, ILogger<ProjectionWriter> logger)
{
    private const int AttemptsAlone = 3;
    private const int SqliteBusy = 5; // another process writes, and did not end in time

    private readonly ParkedKeys _keys = new();
    private readonly LineAllowance _lines = new(clock);

    /// <summary>
    /// Takes the events in, in as few transactions as possible. Events that were parked here lately are passed over, so that a
    /// repeated attempt continues where the one before was given up.
    /// </summary>
    /// <param name="projections">The read tables.</param>
    /// <param name="events">The events, in order per subject.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The events that were parked.</returns>
    /// <exception cref="Exception">The database does not work; some of the events may be taken in.</exception>
    public async Task<IReadOnlyList<IntegrationEvent>> WriteAsync(
        IReadOnlyList<IProjection> projections, IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken)
    {
        if (!_keys.HasAny(projections.Select(NameOf), events))
            return await TakeAsync(projections, events, cancellationToken);
        var put = new List<IntegrationEvent>();
        foreach (var projection in projections)
        {
            if (_keys.Without(NameOf(projection), events) is { Count: > 0 } rest)
                put.AddRange(await TakeAsync([projection], rest, cancellationToken));
        }
        return put;
    }

    /// <summary>As <see cref="WriteAsync"/>, and parked events are tried again.</summary>
    /// <param name="projections">The read tables.</param>
    /// <param name="events">The events, in order per subject.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The events that stay parked.</returns>
    /// <exception cref="Exception">The database does not work; some of the events may be taken in.</exception>
    public Task<IReadOnlyList<IntegrationEvent>> WriteAgainAsync(
        IReadOnlyList<IProjection> projections, IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken) =>
        TakeAsync(projections, events, cancellationToken);

    /// <summary>Whether it is the database, or another who writes, that is to blame: the same may succeed later.</summary>
    /// <param name="failure">Why it failed.</param>
    public static bool IsPassing(Exception failure) => failure is OperationCanceledException or TimeoutException
        or DbException { IsTransient: true } or MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired }
        or SqliteException { SqliteErrorCode: SqliteBusy };

    private async Task<IReadOnlyList<IntegrationEvent>> TakeAsync(
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
                put.AddRange(await TakeAsync([projection], events, cancellationToken));
            return put;
        }
        if (events.Count > 1)
        {
            foreach (var half in events.Chunk((events.Count + 1) / 2))
                put.AddRange(await TakeAsync(projections, half, cancellationToken));
            return put;
        }
        var consumer = NameOf(projections[0]);
        var e = events[0];
        // Parking also tells whether the event is to blame: it fails, too, when the database takes no writes.
        await parked.ParkAsync(new(consumer, $"{e.Subject}#{e.Sequence}", e.Subject, e.Sequence, e.Type, e.Data, failure.Message),
            cancellationToken);
        _keys.Add(consumer, e);
        var (log, isLast) = _lines.Take();
        if (log)
            LogParked(logger, failure, consumer, e.Subject, e.Sequence);
        if (isLast)
            LogMoreParked(logger);
        return [e];
    }

    private static string NameOf(IProjection projection) => projection.GetType().Name;

    [LoggerMessage(2501, LogLevel.Error,
        "{Consumer} cannot take in {Subject} at {Sequence}: the event is parked. 'Silo redrive' tries it again.")]
    private static partial void LogParked(ILogger logger, Exception failure, string consumer, string subject, long sequence);

    [LoggerMessage(2503, LogLevel.Error, "Further parked events are not logged for a minute; the table parked_event has them all.")]
    private static partial void LogMoreParked(ILogger logger);
}
