using Commerce.Storage;
using Dapper;

namespace Commerce.Audit;

/// <summary>Reads the trail from <c>admin_event</c>, and the events themselves from the journal.</summary>
internal sealed class AuditReads(ISqlDatabase database) : IAuditReads
{
    public async Task<IReadOnlyList<PlacedAuditEntry>> LatestAsync(long before, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(long Id, long At, string Actor, string Stream, long Seq, string Type, string? TraceId)>(
            "SELECT a.id, j.recorded_at, j.actor, j.stream, j.seq, j.event_type, a.trace_id FROM admin_event a " +
            "JOIN journal j ON j.stream = a.stream AND j.seq = a.seq WHERE a.id < @before ORDER BY a.id DESC LIMIT @limit",
            new { before, limit });
        return [.. rows.Select(row => new PlacedAuditEntry(row.Id, new(DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Actor,
            row.Stream, row.Seq, row.Type, row.TraceId)))];
    }
}
