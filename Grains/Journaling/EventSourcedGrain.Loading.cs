namespace Commerce.Journaling;

/// <summary>How an activation comes to its state.</summary>
internal abstract partial class EventSourcedGrain<TState, TEvent>
{
    /// <summary>
    /// Reads the snapshot, and the journal from the snapshot's last event on. If the journal does not have that event, it has lost it:
    /// the snapshot is discarded, and the state is folded from the events that there are.
    /// </summary>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!await LoadFromSnapshotAsync(cancellationToken))
        {
            await _snapshots!.DiscardAsync();
            _memory.Clear();
            (State, Seq) = (new TState(), 0);
            await foreach (var e in _journal.Store.ReadAsync(Stream, 0, cancellationToken))
                Replay(e);
        }
        if (Exists)
            _session.RestOn(Seq, _lastEvent);
        _durableCommands = _memory.Remembered;
    }

    /// <summary>False when there is a snapshot, and its last event is not in the journal.</summary>
    private async Task<bool> LoadFromSnapshotAsync(CancellationToken cancellationToken)
    {
        if (_snapshots is not null)
            (State, Seq) = await _snapshots.LoadAsync();
        var found = Seq == 0;
        await foreach (var e in _journal.Store.ReadAsync(Stream, Math.Max(0, Seq - 1), cancellationToken))
        {
            if (found)
                Replay(e);
            else if (_snapshots!.EndsWith(e))
                (found, _lastEvent) = (true, e.EventId);
            else
                break;
        }
        return found;
    }

    private void Replay(JournalEvent e)
    {
        if (e.Seq != Seq + 1)
            throw new InvalidDataException($"{Stream} has no event {Seq + 1}.");
        if (e.Type != AnsweredCommand.EventType)
            State.Apply(_codec.Decode(e.Type, e.Version, e.Payload));
        if (e is { CommandId: { } id, Receipt: { } receipt })
            _memory.Remember(id, CommandReceipt.FromBytes(receipt), e.RecordedAt, Now);
        (Seq, _lastEvent) = (e.Seq, e.EventId);
    }
}
