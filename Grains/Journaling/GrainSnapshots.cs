using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Commerce.Journaling;

/// <summary>When and how one activation snapshots its state. A snapshot that fails costs time at the next activation, never data.</summary>
internal sealed partial class GrainSnapshots<TState, TEvent>(JournalContext journal, GrainId grain, CommandMemory memory)
    where TState : class, IEventSourcedState<TEvent>, new()
{
    // A snapshot may cost about this many bytes for each event since the last one.
    private const int BytesPerEvent = 256;

    private readonly SnapshotStore _store = new(journal.Snapshots, grain);
    private Task _saving = Task.CompletedTask;
    private Guid _lastEvent; // of the snapshot that was loaded; empty when it does not tell

    /// <summary>The last event in the latest snapshot; 0 when there is none.</summary>
    public long Seq { get; private set; }

    /// <summary>How many events after the latest snapshot the next one is due.</summary>
    public long NextAfter { get; private set; } = journal.Options.Value.SnapshotEvery;

    public async Task<(TState State, long Seq)> LoadAsync()
    {
        try
        {
            if (await _store.LoadAsync() is { } snapshot)
            {
                _lastEvent = snapshot.LastEvent;
                return (Decode(snapshot), Seq = snapshot.Seq);
            }
        }
        catch (InvalidDataException unknown)
        {
            LogUnreadable(journal.Logger, unknown, grain);
        }
        return (new TState(), 0);
    }

    /// <summary>
    /// Whether an event is the last one in the snapshot that was loaded. Those of earlier releases tell only where it is.
    /// </summary>
    public bool EndsWith(JournalEvent e) => e.Seq == Seq && (_lastEvent == Guid.Empty || _lastEvent == e.EventId);

    /// <summary>
    /// Deletes the snapshot that was loaded, because the journal does not have its last event. If it stayed, it could be taken for a
    /// good one once the journal has other events up to the same number.
    /// </summary>
    public async Task DiscardAsync()
    {
        LogAhead(journal.Logger, grain, Seq);
        Seq = 0;
        await _store.DiscardAsync();
        journal.Metrics.Snapshot("discarded");
    }

    /// <summary>Captures the state now, waits until it is durable, and saves what changed. Never throws.</summary>
    public Task TrySaveAsync(TState state, long seq, Task durable, Guid lastEvent = default) =>
        _saving.IsCompleted ? _saving = SaveAsync(state, seq, durable, lastEvent) : _saving;

    /// <summary>As <see cref="TrySaveAsync"/>, for the last state: a save under way is of an earlier one, and is waited for.</summary>
    public async Task TrySaveLastAsync(TState state, long seq, Task durable, Guid lastEvent = default)
    {
        await _saving;
        if (seq - Seq >= journal.Options.Value.SnapshotOnDeactivation)
            await TrySaveAsync(state, seq, durable, lastEvent);
    }

    private TState Decode(Snapshot snapshot)
    {
        try
        {
            var state = new TState();
            for (var part = 0; part < snapshot.Parts.Count; part++)
                state.LoadPart(part, snapshot.Parts[part]);
            memory.Load(snapshot.Memory, journal.Clock.GetUtcNow());
            return state;
        }
        catch (Exception unreadable) when (unreadable is not InvalidDataException)
        {
            // The state is folded from the journal instead, whatever is wrong with the snapshot.
            throw new InvalidDataException($"The snapshot of {grain} cannot be decoded.", unreadable);
        }
    }

    private async Task SaveAsync(TState state, long seq, Task durable, Guid lastEvent)
    {
        var changed = new List<(int Part, byte[] Bytes)>();
        try
        {
            var parts = state.PartCount;
            Capture(state, changed);
            await durable;
            await _store.SaveAsync(seq, parts, changed, lastEvent);
            Seq = seq;
            NextAfter = Math.Max(journal.Options.Value.SnapshotEvery, changed.Sum(c => (long)c.Bytes.Length) / BytesPerEvent);
            journal.Metrics.Snapshot("written");
        }
        catch (Exception failure)
        {
            foreach (var (part, _) in changed)
            {
                if (part == 0)
                    memory.MarkDirty();
                else
                    state.MarkDirty(part - 1);
            }
            NextAfter += journal.Options.Value.SnapshotEvery;
            journal.Metrics.Snapshot("failed");
            if (failure is not DbException || journal.Unwritable.Begins())
                LogFailed(journal.Logger, failure, grain);
        }
    }

    private void Capture(TState state, List<(int Part, byte[] Bytes)> changed)
    {
        if (memory.IsDirty || Seq == 0)
            changed.Add((0, memory.Save()));
        for (var part = 0; part < state.PartCount; part++)
        {
            if (state.IsDirty(part))
                changed.Add((part + 1, state.SavePart(part)));
        }
    }

    [LoggerMessage(1111, LogLevel.Warning, "The snapshot of {Grain} failed; its next activation reads more of the journal.")]
    private static partial void LogFailed(ILogger logger, Exception failure, GrainId grain);

    [LoggerMessage(1113, LogLevel.Error,
        "The snapshot of {Grain} has event {Seq}, which the journal does not have: the journal has lost it. The snapshot is discarded.")]
    private static partial void LogAhead(ILogger logger, GrainId grain, long seq);

    [LoggerMessage(1112, LogLevel.Warning, "The snapshot of {Grain} has an unknown form; its state is folded from the journal.")]
    private static partial void LogUnreadable(ILogger logger, Exception failure, GrainId grain);
}
