using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
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
    // What the columns take: a message of somebody else's can be longer, and has to be parked all the same.
    private const int MaxError = 1_000;
    private const int MaxName = 300;
    private const int MaxType = 100;
    private const int PageRows = 100;

    /// <summary>Bytes of a payload that are kept, to see what it was: what is taken in again is read from the journal.</summary>
    public const int MaxPayload = 4_096;

    /// <summary>
    /// Messages of others that are kept; later ones are only counted, until somebody has looked at these and deleted them.
    /// </summary>
    public const int MaxForeign = 1_000;

    /// <summary>Parks an event of ours: however many there are, each can be taken in again.</summary>
    /// <param name="e">The event.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task ParkAsync(ParkedEvent e, CancellationToken cancellationToken)
    {
        if (await database.WriteAsync((connection, transaction) => InsertAsync(e, connection, transaction), cancellationToken) > 0)
            metrics.EventParked(e.Consumer);
    }

    /// <summary>Parks what is no event of ours: anybody could fill the table with such.</summary>
    /// <param name="e">What arrived.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task ParkForeignAsync(ParkedEvent e, CancellationToken cancellationToken)
    {
        var isNew = await database.WriteAsync(async (connection, transaction) =>
        {
            var kept = await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM parked_event WHERE consumer = @Consumer", new { e.Consumer }, transaction);
            return kept >= MaxForeign || await InsertAsync(e, connection, transaction) > 0;
        }, cancellationToken);
        if (isNew)
            metrics.EventParked(e.Consumer);
    }

    /// <summary>Every parked event, in the order they were parked; a page at a time, for payloads can be large.</summary>
    public async IAsyncEnumerable<ParkedEvent> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new List<(long Id, ParkedEvent Event)>();
        do
        {
            page = await PageAsync(page.Count == 0 ? 0 : page[^1].Id, cancellationToken);
            foreach (var (_, e) in page)
                yield return e;
        }
        while (page.Count == PageRows);
    }

    public async Task<IReadOnlyList<ParkedEvent>> ReadAsync(CancellationToken cancellationToken) =>
        await AllAsync(cancellationToken).ToListAsync(cancellationToken);

    public Task RemoveAsync(ParkedEvent e, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "DELETE FROM parked_event WHERE consumer = @Consumer AND event_key = @EventKey", new { e.Consumer, e.EventKey }, transaction),
            cancellationToken);

    private Task<int> InsertAsync(ParkedEvent e, DbConnection connection, DbTransaction transaction) => connection.ExecuteAsync(
        $"{database.Dialect.InsertOrIgnore} parked_event (consumer, event_key, subject, sequence, event_type, payload, error, parked_at) " +
        "VALUES (@Consumer, @EventKey, @Subject, @Sequence, @Type, @Payload, @Error, @At)",
        new
        {
            e.Consumer,
            EventKey = Fit(e.EventKey, MaxName),
            Subject = e.Subject is null ? null : Fit(e.Subject, MaxName),
            e.Sequence,
            Type = e.Type is null ? null : Fit(e.Type, MaxType),
            Payload = e.Payload.Length <= MaxPayload ? e.Payload : e.Payload[..MaxPayload],
            Error = Fit(e.Error, MaxError),
            At = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        },
        transaction);

    private async Task<List<(long Id, ParkedEvent Event)>> PageAsync(long after, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(long Id, string Consumer, string Key, string? Subject, long Sequence, string? Type,
            byte[] Payload, string Error)>(
            "SELECT id, consumer, event_key, subject, sequence, event_type, payload, error FROM parked_event WHERE id > @after ORDER BY " +
            "id LIMIT @PageRows",
            new { after, PageRows });
        return [.. rows.Select(row =>
            (row.Id, new ParkedEvent(row.Consumer, row.Key, row.Subject, row.Sequence, row.Type, row.Payload, row.Error)))];
    }

    /// <summary>
    /// A text that the column takes. What is cut off is told apart by its hash: parking twice is once, and no more than that.
    /// </summary>
    private static string Fit(string text, int max)
    {
        if (text.Length <= max)
            return text;
        var hash = $"~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";
        return string.Concat(text.AsSpan(0, max - hash.Length), hash);
    }
}
