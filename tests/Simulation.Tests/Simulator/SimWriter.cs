using Commerce.Journaling;

namespace Commerce.Simulator;

/// <summary>A silo's writer: one transaction in flight, the next takes whatever has gathered. What it holds dies with the silo.</summary>
internal sealed class SimWriter(SimCluster cluster, SimSilo silo) : IJournalWriter
{
    private readonly List<Pending> _queue = [];
    private bool _inFlight;

    public Task Append(JournalSession session, JournalAppend append)
    {
        if (session.Failure is not null)
            throw new CommerceUnavailableException("The activation lost its place in the journal.");
        if (cluster.Chance(cluster.Faults.Refused))
            throw new CommerceUnavailableException("The journal's queue is full.");
        var pending = new Pending(session, append, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _queue.Add(pending);
        if (!_inFlight)
            Send();
        return pending.Durable.Task;
    }

    // The database of the simulation never loses what it has.
    public Task Confirm(JournalSession session) => Task.CompletedTask;

    private void Send()
    {
        var batch = _queue.Where(pending => pending.Session.Failure is null).ToList();
        foreach (var ended in _queue.Except(batch))
            ended.Durable.SetException(ended.Session.Failure!);
        _queue.Clear();
        _inFlight = batch.Count > 0;
        if (!_inFlight)
            return;

        var unknown = cluster.Chance(cluster.Faults.Unknown);
        var arrives = !unknown || cluster.Chance(0.5);
        cluster.Time.After(cluster.DiskDelay(), null, () =>
        {
            // A silo may die when all of its transaction is with the database, or not.
            if (silo.IsDead && !silo.LastWordsArrive)
                return;
            HashSet<JournalSession> fenced = arrives ? cluster.Store.Commit(batch.Select(p => (p.Session, p.Append))) : [];
            cluster.Time.After(cluster.DiskDelay(), silo, () => Settle(batch, fenced, unknown));
        });
    }

    private void Settle(List<Pending> batch, HashSet<JournalSession> fenced, bool unknown)
    {
        foreach (var pending in batch)
        {
            Exception? failure =
                fenced.Contains(pending.Session) ? new JournalConflictException("Another writer was first.")
                : unknown ? new CommerceUnavailableException("It is not known whether the command took effect.")
                : null;
            if (failure is null)
            {
                pending.Durable.SetResult();
                continue;
            }
            pending.Session.Fail(failure);
            pending.Durable.SetException(failure);
        }
        Send();
    }

    private sealed record Pending(JournalSession Session, JournalAppend Append, TaskCompletionSource Durable);
}
