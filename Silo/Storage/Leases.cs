using Dapper;

namespace Commerce.Storage;

/// <summary>Says which silo has a task that only one may do at a time. An owner that is gone loses it when its time runs out.</summary>
/// <param name="database">The database.</param>
public sealed class Leases(ISqlDatabase database)
{
    /// <summary>Who this process is among the owners.</summary>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>Takes or renews a lease.</summary>
    /// <param name="name">The task.</param>
    /// <param name="now">The time.</param>
    /// <param name="time">How long it lasts if it is not renewed.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>False while another owner's has not run out.</returns>
    public Task<bool> TryOwnAsync(string name, DateTimeOffset now, TimeSpan time, CancellationToken cancellationToken)
    {
        var lease = new { name, Owner, Now = now.ToUnixTimeMilliseconds(), Until = (now + time).ToUnixTimeMilliseconds() };
        return database.WriteAsync(async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                $"{database.InsertOrIgnore} lease (name, owner, expires_at) VALUES (@name, @Owner, 0)", lease, transaction);
            return await connection.ExecuteAsync(
                "UPDATE lease SET owner = @Owner, expires_at = @Until WHERE name = @name AND (owner = @Owner OR expires_at < @Now)",
                lease, transaction) == 1;
        }, cancellationToken);
    }

    /// <summary>Lets another owner take over at once.</summary>
    /// <param name="name">The task.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task ReleaseAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE lease SET expires_at = 0 WHERE name = @name AND owner = @Owner", new { name, Owner }, transaction), cancellationToken);
}
