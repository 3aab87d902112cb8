using Commerce.Journaling;

namespace Commerce.Simulator;

/// <summary>
/// One lane's connection to the database. A transaction that is under way when the silo dies commits or not; one that fails has
/// committed or not; sometimes not even that can be found out.
/// </summary>
internal sealed class SimAppender(SimCluster cluster, SimSilo silo) : IJournalAppender
{
    private long _connection = 1;

    public ValueTask<long> ConnectAsync(CancellationToken cancellationToken) => new(_connection);

    public async Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken)
    {
        var unknown = cluster.Chance(cluster.Faults.Unknown);
        var arrives = !unknown || cluster.Chance(0.5);
        JournalAppend[] sent = [.. batch];
        Exception? failure = unknown ? new IOException("The connection was lost.") : null;
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Time.After(cluster.DiskDelay(), null, () =>
        {
            // A silo may die when all of its transaction is with the database, or not.
            if (silo.IsDead && !silo.LastWordsArrive)
                return;
            try
            {
                if (arrives)
                    cluster.Store.Commit(sent);
            }
            catch (InvalidOperationException taken)
            {
                failure = taken;
            }
            cluster.Time.After(cluster.DiskDelay(), silo, answered.SetResult);
        });
        await answered.Task;
        if (failure is null)
            return;
        _connection++;
        throw failure;
    }

    public async Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
        IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken)
    {
        await ReachAsync();
        return positions.Where(position => cluster.Store.FindId(position) is not null)
            .ToDictionary(position => (position.Stream, position.Seq), position => cluster.Store.FindId(position)!.Value);
    }

    public Task PingAsync(CancellationToken cancellationToken) => ReachAsync();

    public ValueTask DisposeAsync() => default;

    private async Task ReachAsync()
    {
        await cluster.Time.Pause(cluster.DiskDelay(), silo);
        if (cluster.Chance(cluster.Faults.Unread))
            throw new IOException("The database did not answer.");
    }
}
