using System.Runtime.CompilerServices;
using Commerce.Journaling;

namespace Commerce.Simulator;

/// <summary>The database: what is in it survives everything.</summary>
internal sealed class SimStore
{
    private readonly Dictionary<(string Stream, long Seq), JournalEvent> _events = [];
    private readonly Dictionary<string, long> _lastSeq = [];
    private readonly Dictionary<(string Stream, Guid CommandId), JournalEvent> _commands = [];

    /// <summary>The journal in the order of its transactions.</summary>
    public List<JournalEvent> Journal { get; } = [];

    /// <summary>Streams with unfinished work, and since when.</summary>
    public List<(string Stream, DateTimeOffset OpenedAt)> OpenWork { get; } = [];

    /// <summary>Stored snapshots.</summary>
    public Dictionary<(GrainId Grain, string Name), (byte[] Bytes, int Version)> Snapshots { get; } = [];

    /// <summary>Appends that another writer was before.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Commands that were looked up in the index and found.</summary>
    public int Found { get; private set; }

    /// <summary>How often all commands of a stream were read.</summary>
    public int Listed { get; private set; }

    /// <summary>Laws of the journal itself that a commit broke; the writer would only see one more failure.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Which append a task of a writer is about.</summary>
    public ConditionalWeakTable<Task, JournalAppend> Appends { get; } = [];

    /// <summary>Appends that rested on others.</summary>
    public int Rested { get; private set; }

    /// <summary>Commits all of it, or nothing when something collides.</summary>
    public void Commit(IReadOnlyList<JournalAppend> batch)
    {
        if (batch.Any(append => append.Events.Any(e => _events.ContainsKey((e.Stream, e.Seq)))))
        {
            Conflicts++;
            throw new InvalidOperationException("A position is taken.");
        }
        foreach (var append in batch)
        {
            CheckGround(append);
            foreach (var e in append.Events)
                Insert(e);
            OpenWork.RemoveAll(work => append.Work == WorkChange.Close && work.Stream == append.Stream);
            if (append.Work == WorkChange.Open && OpenWork.TrueForAll(work => work.Stream != append.Stream))
                OpenWork.Add((append.Stream, append.Events[0].RecordedAt));
        }
    }

    public Guid? FindId(JournalPosition position) =>
        _events.TryGetValue((position.Stream, position.Seq), out var e) ? e.EventId : null;

    public IEnumerable<JournalEvent> Read(string stream, long afterSeq)
    {
        for (var seq = afterSeq + 1; _events.TryGetValue((stream, seq), out var e); seq++)
            yield return e;
    }

    public StoredReceipt? FindReceipt(CommandLookup command)
    {
        if (!_commands.TryGetValue((command.Stream, command.CommandId), out var e))
            return null;
        Found++;
        return new(e.Receipt!, e.RecordedAt);
    }

    public IEnumerable<Guid> CommandsOf(string stream)
    {
        Listed++;
        return _commands.Keys.Where(command => command.Stream == stream).Select(command => command.CommandId);
    }

    /// <summary>What an append rests on is there before it, or before it in the same transaction.</summary>
    private void CheckGround(JournalAppend append)
    {
        Rested += append.RestsOn.Count > 0 ? 1 : 0;
        foreach (var task in append.RestsOn)
        {
            if (!Appends.TryGetValue(task, out var ground) || ground.Events.Any(e => FindId(new(e.Stream, e.Seq)) != e.EventId))
                Broken.Add($"{append.Stream} {append.Events[0].Seq} is durable without {ground?.Stream} {ground?.Events[0].Seq}.");
        }
    }

    private void Insert(JournalEvent e)
    {
        if (e.Seq != _lastSeq.GetValueOrDefault(e.Stream) + 1)
            Broken.Add($"{e.Stream} has a gap before {e.Seq}.");
        _lastSeq[e.Stream] = e.Seq;
        // The stored moment has whole milliseconds.
        e = e with { RecordedAt = DateTimeOffset.FromUnixTimeMilliseconds(e.RecordedAt.ToUnixTimeMilliseconds()) };
        _events[(e.Stream, e.Seq)] = e;
        if (e is { CommandId: { } commandId, Receipt: not null } && !_commands.TryAdd((e.Stream, commandId), e))
            Broken.Add($"{e.Stream} {e.Seq} is of a command that was decided before.");
        Journal.Add(e);
    }
}

/// <summary>A silo's connections to the database.</summary>
internal sealed class SimJournal(SimCluster cluster, SimSilo silo) : IJournalStore
{
    public IJournalAppender CreateAppender() => new SimAppender(cluster, silo);

    public async IAsyncEnumerable<JournalEvent> ReadAsync(
        string stream, long afterSeq, long lastSeq, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var e in await ReadAsync(() => cluster.Store.Read(stream, afterSeq).TakeWhile(e => e.Seq <= lastSeq).ToList()))
            yield return e;
    }

    public Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken) =>
        ReadAsync(() => commands.Select(cluster.Store.FindReceipt).ToArray());

    public async IAsyncEnumerable<Guid> ReadCommandIdsAsync(
        string stream, int atMost, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var id in await ReadAsync(() => cluster.Store.CommandsOf(stream).Take(atMost).ToList()))
            yield return id;
    }

    public Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken) =>
        ReadAsync(() => cluster.Store.FindId(position));

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
