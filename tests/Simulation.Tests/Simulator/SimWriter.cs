using Commerce.Journaling;

namespace Commerce.Simulator;

/// <summary>A silo's writer, on simulated connections. Sometimes it takes nothing.</summary>
internal sealed class SimWriter(SimCluster cluster, JournalWriter writer) : IJournalWriter
{
    public Task Append(JournalSession session, JournalAppend append)
    {
        if (cluster.Chance(cluster.Faults.Refused))
            throw new CommerceUnavailableException("The journal's queue is full.");
        var durable = writer.Append(session, append);
        cluster.Store.Appends.AddOrUpdate(durable, append);
        return durable;
    }

    public void Flush() => writer.Flush();

    public Task Confirm(JournalSession session) => writer.Confirm(session);

    public bool IsConfirmed(JournalSession session) => writer.IsConfirmed(session);
}
