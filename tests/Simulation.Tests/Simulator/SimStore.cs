using System.Runtime.CompilerServices;
using Commerce.Journaling;

namespace Commerce.Simulator;

/// <summary>The database: what is in it survives everything.</summary>
internal sealed class SimStore
{
    private readonly Dictionary<(string Stream, long Seq), JournalEvent> _events = [];
    private readonly Dictionary<string, long> _lastSeq = [];

    /// <summary>The journal in the order of its transactions.</summary>
    public List<JournalEvent> Journal { get; } = [];

    /// <summary>Streams with unfinished work, and since when.</summary>
    public List<(string Stream, DateTimeOffset OpenedAt)> OpenWork { get; } = [];

    /// <summary>Stored snapshots.</summary>
    public Dictionary<(GrainId Grain, string Name), (byte[] Bytes, int Version)> Snapshots { get; } = [];

    /// <summary>Appends that another writer was before.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Commands that were looked up in the journal and found.</summary>
    public int Found { get; private set; }

    /// <summary>Commits what does not collide, as the writer does in the end. An activation that failed once has no more say.</summary>
    /// <returns>The appends that collided.</returns>
    public HashSet<JournalSession> Commit(IEnumerable<(JournalSession Session, JournalAppend Append)> batch)
    {
        var fenced = new HashSet<JournalSession>();
        foreach (var (session, append) in batch)
        {
            if (fenced.Contains(session))
                continue;
            if (append.Events.Any(e => _events.ContainsKey((e.Stream, e.Seq))))
            {
                fenced.Add(session);
                Conflicts++;
                continue;
            }
            foreach (var e in append.Events)
                Insert(e);
            OpenWork.RemoveAll(work => append.Work == WorkChange.Close && work.Stream == append.Stream);
            if (append.Work == WorkChange.Open && OpenWork.TrueForAll(work => work.Stream != append.Stream))
                OpenWork.Add((append.Stream, append.Events[0].RecordedAt));
        }
        return fenced;
    }

    public IEnumerable<JournalEvent> Read(string stream, long afterSeq)
    {
        for (var seq = afterSeq + 1; _events.TryGetValue((stream, seq), out var e); seq++)
            yield return e;
    }

    public byte[]? FindReceipt(string stream, Guid commandId)
    {
        var receipt = Read(stream, 0).FirstOrDefault(e => e.CommandId == commandId && e.Receipt is not null)?.Receipt;
        Found += receipt is null ? 0 : 1;
        return receipt;
    }

    private void Insert(JournalEvent e)
    {
        if (e.Seq != _lastSeq.GetValueOrDefault(e.Stream) + 1)
            throw new InvalidOperationException($"{e.Stream} would have a gap before {e.Seq}.");
        _lastSeq[e.Stream] = e.Seq;
        // The stored moment has whole milliseconds.
        e = e with { RecordedAt = DateTimeOffset.FromUnixTimeMilliseconds(e.RecordedAt.ToUnixTimeMilliseconds()) };
        _events[(e.Stream, e.Seq)] = e;
        Journal.Add(e);
    }
}

/// <summary>A silo's connection to the database, for reading.</summary>
internal sealed class SimStoreReader(SimCluster cluster, SimSilo silo) : IJournalStore
{
    public IJournalAppender CreateAppender() => throw new NotSupportedException("Appends go through the simulated writer.");

    public async IAsyncEnumerable<JournalEvent> ReadAsync(
        string stream, long afterSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var e in await ReadAsync(() => cluster.Store.Read(stream, afterSeq).ToList()))
            yield return e;
    }

    public Task<byte[]?> FindReceiptAsync(string stream, Guid commandId, CancellationToken cancellationToken) =>
        ReadAsync(() => cluster.Store.FindReceipt(stream, commandId));

    public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) =>
        ReadAsync(() => cluster.Store.Read(position.Stream, position.Seq - 1).FirstOrDefault()?.EventId);

    private async Task<TResult> ReadAsync<TResult>(Func<TResult> read)
    {
        await cluster.Time.Pause(cluster.DiskDelay(), silo);
        if (cluster.Chance(cluster.Faults.Unread))
            throw new TimeoutException("The database did not answer.");
        var result = read();
        await cluster.Time.Pause(cluster.DiskDelay(), silo);
        return result;
    }
}
