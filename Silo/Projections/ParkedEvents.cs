using Commerce.Storage;
using Commerce.Telemetry;
using Dapper;

namespace Commerce.Projections;

/// <summary>An event that somebody could not take in.</summary>
/// <param name="Consumer">Who could not.</param>
/// <param name="EventKey">The event among those of the consumer; parking it twice is once.</param>
/// <param name="Subject">The aggregate, if it is known.</param>
/// <param name="Sequence">Position among the subject's events; 0 when it is not known.</param>
/// <param name="Type">What happened, if it is known.</param>
/// <param name="Payload">What arrived.</param>
/// <param name="Error">Why it could not be taken in.</param>
internal sealed record ParkedEvent(
    string Consumer, string EventKey, string? Subject, long Sequence, string? Type, byte[] Payload, string Error);

/// <summary>The table <c>parked_event</c>.</summary>
internal sealed class ParkedEvents(ISqlDatabase database, TimeProvider clock, CommerceMetrics metrics)
{
    private const int MaxError = 1_000;

    public async Task ParkAsync(ParkedEvent e, CancellationToken cancellationToken)
    {
        var added = await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            $"{database.InsertOrIgnore} parked_event (consumer, event_key, subject, sequence, event_type, payload, error, parked_at) " +
            "VALUES (@Consumer, @EventKey, @Subject, @Sequence, @Type, @Payload, @Error, @At)",
            new
            {
                e.Consumer,
                e.EventKey,
                e.Subject,
                e.Sequence,
                e.Type,
                e.Payload,
                Error = e.Error.Length <= MaxError ? e.Error : e.Error[..MaxError],
                At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            },
            transaction), cancellationToken);
        if (added > 0)
            metrics.EventParked(e.Consumer);
    }

    public async Task<IReadOnlyList<ParkedEvent>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return [.. (await connection.QueryAsync<(string Consumer, string Key, string? Subject, long Sequence, string? Type, byte[] Payload, string Error)>(
            "SELECT consumer, event_key, subject, sequence, event_type, payload, error FROM parked_event ORDER BY id"))
            .Select(row => new ParkedEvent(row.Consumer, row.Key, row.Subject, row.Sequence, row.Type, row.Payload, row.Error))];
    }

    public Task RemoveAsync(ParkedEvent e, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "DELETE FROM parked_event WHERE consumer = @Consumer AND event_key = @EventKey", new { e.Consumer, e.EventKey }, transaction), cancellationToken);
}
