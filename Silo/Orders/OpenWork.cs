using Commerce.Journaling;
using Commerce.Storage;
using Dapper;

namespace Commerce.Orders;

/// <summary>A row of <c>open_work</c>.</summary>
/// <param name="Stream">Who has something unfinished.</param>
/// <param name="OpenedAt">Since when, in milliseconds since 1970, by the clock of the silo that wrote it.</param>
internal sealed record OpenWorkRow(string Stream, long OpenedAt);

/// <summary>The table <c>open_work</c>, for the sweeper.</summary>
internal sealed class OpenWork(ISqlDatabase database)
{
    private const string IsDue = "(opened_at < @before OR opened_at > @now)";

    /// <summary>The next rows that are old, or that a clock wrote which was ahead.</summary>
    /// <param name="before">Rows opened before that are old.</param>
    /// <param name="now">Rows opened after that are of another clock.</param>
    /// <param name="after">The row that the page before ended with.</param>
    /// <param name="limit">Rows at the most.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<IReadOnlyList<OpenWorkRow>> ReadAsync(
        DateTimeOffset before, DateTimeOffset now, OpenWorkRow? after, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<OpenWorkRow>(
            $"SELECT stream AS Stream, opened_at AS OpenedAt FROM open_work WHERE {IsDue} " +
            (after is null ? "" : "AND (opened_at > @OpenedAt OR (opened_at = @OpenedAt AND stream > @Stream)) ") +
            "ORDER BY opened_at, stream LIMIT @limit",
            new { before = before.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds(), after?.OpenedAt, after?.Stream, limit })];
    }

    /// <summary>How many such rows there are.</summary>
    /// <param name="before">Rows opened before that are old.</param>
    /// <param name="now">Rows opened after that are of another clock.</param>
    /// <param name="categories">The categories of the streams that are counted; at least one.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<int> CountAsync(
        DateTimeOffset before, DateTimeOffset now, IEnumerable<string> categories, CancellationToken cancellationToken)
    {
        var kinds = string.Join(" OR ", categories.Select(category => $"stream LIKE '{StreamName.PrefixOf(category)}%'"));
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM open_work WHERE {IsDue} AND ({kinds})",
            new { before = before.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds() });
    }

    /// <summary>The number of a stream's last event, if the stream is listed; 0 for a stream that has none.</summary>
    public async Task<long?> LastSeqIfListedAsync(string stream, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<long?>(
            "SELECT (SELECT COALESCE(MAX(seq), 0) FROM journal WHERE journal.stream = open_work.stream) FROM open_work WHERE stream = " +
            "@stream", new { stream });
    }

    /// <summary>Takes a stream off the list, unless anything has happened in it since it was looked at.</summary>
    /// <param name="row">The row.</param>
    /// <param name="lastSeq">The stream's last event when it had nothing unfinished.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Whether it was taken off.</returns>
    public Task<bool> RemoveAsync(OpenWorkRow row, long lastSeq, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            // The row is deleted first: an append that opens new work for the stream waits for that, and then lists the stream again.
            if (await connection.ExecuteAsync("DELETE FROM open_work WHERE stream = @Stream AND opened_at = @OpenedAt", row,
                transaction) == 0)
                return false;
            var last = await connection.ExecuteScalarAsync<long>("SELECT COALESCE(MAX(seq), 0) FROM journal WHERE stream = @Stream", row,
                transaction);
            if (last == lastSeq)
                return true;
            await connection.ExecuteAsync("INSERT INTO open_work (stream, opened_at) VALUES (@Stream, @OpenedAt)", row, transaction);
            return false;
        }, cancellationToken);
}
