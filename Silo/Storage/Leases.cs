using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;

namespace Commerce.Storage;

/// <summary>Says which silo has a task that only one may do at a time. An owner that is gone loses it when its time runs out.</summary>
/// <remarks>
/// A lease has run out when its row has not changed for its time, as measured by the silo that waits for it. The time written in
/// the row is not compared, for it is of another clock, which may be wrong by hours; it is written for people and for silos of
/// earlier releases.
/// </remarks>
/// <param name="database">The database.</param>
/// <param name="clock">Measures how long a row stays as it is.</param>
internal sealed class Leases(ISqlDatabase database, TimeProvider clock)
{
    private const long Released = 0;

    private readonly ConcurrentDictionary<string, (Row Row, long Since)> _seen = new();

    /// <summary>Who this process is among the owners.</summary>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>
    /// Takes or renews a lease. It is this owner's for <paramref name="time"/> from before the call: nobody else takes it until
    /// its row has not changed for as long. All who want one task name the same time.
    /// </summary>
    /// <param name="name">The task.</param>
    /// <param name="time">How long it lasts if it is not renewed.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False while another owner has it.</returns>
    public async Task<bool> TryOwnAsync(string name, TimeSpan time, CancellationToken cancellationToken)
    {
        var row = await ReadAsync(name, cancellationToken);
        if (row is not null && row.Owner != Owner && row.ExpiresAt != Released && !HasRestedFor(name, row, time))
            return false;
        var until = (clock.GetUtcNow() + time).ToUnixTimeMilliseconds();
        var taken = await database.WriteAsync(
            (connection, transaction) => TakeAsync(name, row, until, connection, transaction), cancellationToken);
        if (taken)
            _seen.TryRemove(name, out _);
        return taken;
    }

    /// <summary>Lets another owner take over at once.</summary>
    /// <param name="name">The task.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task ReleaseAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE lease SET expires_at = 0 WHERE name = @name AND owner = @Owner", new { name, Owner }, transaction), cancellationToken);

    private async Task<Row?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Row>(
            "SELECT owner AS Owner, expires_at AS ExpiresAt FROM lease WHERE name = @name", new { name });
    }

    private bool HasRestedFor(string name, Row row, TimeSpan time)
    {
        var now = clock.GetTimestamp();
        var seen = _seen.AddOrUpdate(name, (row, now), (_, before) => before.Row == row ? before : (row, now));
        return clock.GetElapsedTime(seen.Since, now) > time;
    }

    /// <summary>Takes it from the one it was seen with, unless that one, or a third, was faster.</summary>
    private async Task<bool> TakeAsync(string name, Row? row, long until, DbConnection connection, DbTransaction transaction)
    {
        if (row is null)
        {
            return await connection.ExecuteAsync(
                $"{database.Dialect.InsertOrIgnore} lease (name, owner, expires_at) VALUES (@name, @Owner, @until)",
                new { name, Owner, until }, transaction) == 1;
        }
        // A renewal has to show, even where a clock stands still.
        var changed = until == row.ExpiresAt ? until + 1 : until;
        return await connection.ExecuteAsync(
            "UPDATE lease SET owner = @Owner, expires_at = @changed WHERE name = @name AND owner = @Before AND expires_at = @ExpiresAt",
            new { name, Owner, changed, Before = row.Owner, row.ExpiresAt }, transaction) == 1;
    }

    private sealed record Row(string Owner, long ExpiresAt);
}
