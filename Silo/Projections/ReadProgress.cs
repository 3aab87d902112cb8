using Commerce.Outbox;
using Commerce.Storage;
using Dapper;

namespace Commerce.Projections;

/// <summary>
/// How far the read tables are: as far as the oldest event in the outbox, or up to now when it is empty. Whatever was answered is in
/// the outbox, beyond it or in the read tables, in this order; so it is looked at in this order, and before the tables are.
/// </summary>
internal sealed class ReadProgress(ISqlDatabase database, TimeProvider clock, ITransportProgress? transport = null) : IReadProgress
{
    private readonly Lock _lock = new();
    private Task<DateTimeOffset?>? _asking;

    public Task<DateTimeOffset?> AsOfAsync()
    {
        lock (_lock)
        {
            // Who asks meanwhile gets the same answer: it is of before the tables are read, too.
            if (_asking is null or { IsCompleted: true })
                _asking = Task.Run(AskAsync);
            return _asking;
        }
    }

    private async Task<DateTimeOffset?> AskAsync()
    {
        var outbox = clock.GetUtcNow();
        await using (var connection = await database.DataSource.OpenConnectionAsync())
        {
            if (await connection.ExecuteScalarAsync<long?>(OutboxStore.OldestSql) is { } oldest)
                outbox = DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(oldest, outbox.ToUnixTimeMilliseconds()));
        }
        return transport is null ? outbox : await transport.AsOfAsync(outbox);
    }
}
