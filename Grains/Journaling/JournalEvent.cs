namespace Commerce.Journaling;

/// <summary>One event as the journal keeps it. <c>(Stream, Seq)</c> is unique in the store: that is what fences two writers.</summary>
/// <param name="Stream">Grain type and key, such as <c>coupon/4001</c>; at most 100 ASCII characters.</param>
/// <param name="Seq">Position in the stream: 1, 2, 3, … without gaps.</param>
/// <param name="EventId">Made by the writer; tells its own event from another writer's at the same position.</param>
/// <param name="Type">Stable name of what happened, such as <c>coupon.issued</c>.</param>
/// <param name="Version">Version of the payload's shape, from 1.</param>
/// <param name="Payload">The event as UTF-8 JSON.</param>
/// <param name="RecordedAt">When the grain decided.</param>
/// <param name="CommandId">The command that caused it, if its sender named it.</param>
/// <param name="Receipt">
/// What a repetition of that command is answered from; see <see cref="CommandReceipt"/>. The store lists the command in its index,
/// in the same transaction.
/// </param>
/// <param name="Actor">
/// Who asked for it, when it is of an administrative act. The store lists the event in the trail, in the same transaction. It is not read
/// with a stream: no decision rests on it.
/// </param>
public sealed record JournalEvent(
    string Stream,
    long Seq,
    Guid EventId,
    string Type,
    int Version,
    byte[] Payload,
    DateTimeOffset RecordedAt,
    Guid? CommandId = null,
    byte[]? Receipt = null,
    Actor? Actor = null);

/// <summary>A place in the journal.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Seq">Position in the stream, from 1.</param>
public readonly record struct JournalPosition(string Stream, long Seq);

/// <summary>A command that may have been decided before.</summary>
/// <param name="Stream">The stream of the grain that it is for.</param>
/// <param name="CommandId">The command.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
public readonly record struct CommandLookup(string Stream, Guid CommandId, DateTimeOffset? NotBefore);

/// <summary>The answer of a command, as the store has it.</summary>
/// <param name="Receipt">See <see cref="JournalEvent.Receipt"/>.</param>
/// <param name="RecordedAt">When it was recorded.</param>
public sealed record StoredReceipt(byte[] Receipt, DateTimeOffset RecordedAt);

/// <summary>What an append does to the list of unfinished work, in the same transaction.</summary>
public enum WorkChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Lists the stream as having unfinished work.</summary>
    Open,

    /// <summary>Takes the stream off the list.</summary>
    Close,
}

/// <summary>Events of one stream that become durable together or not at all.</summary>
/// <param name="Events">
/// One or more events of one stream, consecutive in <see cref="JournalEvent.Seq"/>, and all of one <see cref="JournalEvent.Actor"/>.
/// </param>
/// <param name="Publish">Whether they go into the outbox, in the same transaction.</param>
/// <param name="Work">What happens to the stream's unfinished work, in the same transaction.</param>
public sealed record JournalAppend(IReadOnlyList<JournalEvent> Events, bool Publish, WorkChange Work = WorkChange.None)
{
    /// <summary>
    /// Appends that this one rests on, as the writer gave them: it is never durable without them, and fails with any of them.
    /// </summary>
    public IReadOnlyList<Task> RestsOn { get; init; } = [];

    /// <summary>
    /// Whether it may wait for others to share its transaction: until <see cref="IJournalWriter.Flush"/>, or a few milliseconds.
    /// </summary>
    public bool IsDeferred { get; init; }

    /// <summary>The stream of all the events.</summary>
    public string Stream => Events[0].Stream;

    /// <summary>Whether the events are of an administrative act.</summary>
    public bool IsAdministrative => Events[0].Actor is not null;
}
