using System.Data.Common;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Dapper;

namespace Commerce.Concerts;

/// <summary>Keeps the table <c>concert</c>. A row remembers the last event it has, so a repeated one changes nothing.</summary>
internal sealed class ConcertProjection(ISqlDatabase database) : IProjection, IConcertReads
{
    public IReadOnlyList<string> Tables => ["concert"];

    public async Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction)
    {
        foreach (var e in events)
        {
            if (e.Type != ConcertEventCodec.Defined)
                continue;
            var defined = ConcertEventCodec.Instance.Decode(e.Type, e.Version, e.Data);
            var row = new { ConcertId = StreamName.Parse(e.Subject).NumberKey, defined.Name, e.Sequence };
            var added = await connection.ExecuteAsync(
                $"{database.Dialect.InsertOrIgnore} concert (concert_id, name, last_seq) VALUES (@ConcertId, @Name, @Sequence)", row,
                    transaction);
            if (added == 0)
            {
                await connection.ExecuteAsync(
                    "UPDATE concert SET name = @Name, last_seq = @Sequence WHERE concert_id = @ConcertId AND last_seq < @Sequence",
                    row, transaction);
            }
        }
    }

    public async Task<IReadOnlyList<ConcertSummary>> ListAsync(long afterConcertId, int limit)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(long ConcertId, string Name)>(
            "SELECT concert_id, name FROM concert WHERE concert_id > @afterConcertId ORDER BY concert_id LIMIT @limit",
            new { afterConcertId, limit });
        return [.. rows.Select(row => new ConcertSummary(row.ConcertId, row.Name))];
    }
}
