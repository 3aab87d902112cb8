namespace Commerce.Journaling;

/// <summary>The journal port: a durable, append-only store of events. Each SQL dialect implements it.</summary>
public interface IJournalStore
{
    /// <summary>Opens what one lane of the writer appends with. A lane uses its appender from one flow of control.</summary>
    IJournalAppender CreateAppender();

    /// <summary>Reads a stream's events in order of <see cref="JournalEvent.Seq"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="afterSeq">Events up to and including this position are skipped; 0 reads from the start.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<JournalEvent> ReadAsync(string stream, long afterSeq, CancellationToken cancellationToken) =>
        ReadAsync(stream, afterSeq, long.MaxValue, cancellationToken);

    /// <summary>
    /// Reads a part of a stream in order of <see cref="JournalEvent.Seq"/>. Who wants no more than that says so: a server can send the
    /// rest of the stream to a reader that stops before the end.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="afterSeq">Events up to and including this position are skipped; 0 reads from the start.</param>
    /// <param name="lastSeq">The last position that is read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<JournalEvent> ReadAsync(string stream, long afterSeq, long lastSeq, CancellationToken cancellationToken);

    /// <summary>Looks commands up that grains no longer remember, by the index; one read for all of them.</summary>
    /// <param name="commands">The commands; at least one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>For each, in order, its receipt, or <see langword="null"/> when the stream does not have it.</returns>
    Task<StoredReceipt?[]> FindReceiptsAsync(IReadOnlyList<CommandLookup> commands, CancellationToken cancellationToken);

    /// <summary>Reads which commands the index has of a stream, in any order.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="atMost">Commands that are read at the most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<Guid> ReadCommandIdsAsync(string stream, int atMost, CancellationToken cancellationToken);

    /// <summary>Looks for the event at a position.</summary>
    /// <param name="position">Where.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Its <see cref="JournalEvent.EventId"/>, or <see langword="null"/> when there is none.</returns>
    Task<Guid?> FindIdAsync(JournalPosition position, CancellationToken cancellationToken);

    /// <summary>Does what an append does, and takes it back: nothing is stored, whatever happens.</summary>
    /// <param name="batch">Appends to streams that there are not.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task RehearseAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>One lane's way into the store. After any failure it starts over with a fresh connection.</summary>
public interface IJournalAppender : IAsyncDisposable
{
    /// <summary>
    /// Opens a connection where there is none. A new connection may lead to another server, or to one that was restored to an
    /// earlier state: what was found on the connection before has to be checked again.
    /// </summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The number of the connection that is open now, from 1; each has its own.</returns>
    ValueTask<long> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the batch durable in one transaction, with its outbox and open-work rows. On the connection whose number
    /// <see cref="ConnectAsync"/> told last, or not at all: what the batch rests on was looked for there.
    /// </summary>
    /// <param name="batch">Appends in order; several may be of one stream.</param>
    /// <param name="cancellationToken">Ends the attempt; the outcome is then unknown.</param>
    /// <exception cref="Exception">
    /// Any exception leaves the outcome unknown: a position may be taken, the connection may be gone before or after the
    /// commit. <see cref="FindAsync(IReadOnlyList{JournalAppend}, CancellationToken)"/> settles it.
    /// </exception>
    Task AppendAsync(IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken);

    /// <summary>Reads which of the batch's first positions are taken, and by which event.</summary>
    /// <param name="batch">The appends in doubt.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Per stream and position that is taken, the id of the event there.</returns>
    Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
        IReadOnlyList<JournalAppend> batch, CancellationToken cancellationToken) =>
        FindAsync([.. batch.Select(append => new JournalPosition(append.Stream, append.Events[0].Seq))], cancellationToken);

    /// <summary>Reads which positions are taken, and by which event; one round trip.</summary>
    /// <param name="positions">The positions.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Per position that is taken, the id of the event there.</returns>
    Task<IReadOnlyDictionary<(string Stream, long Seq), Guid>> FindAsync(
        IReadOnlyList<JournalPosition> positions, CancellationToken cancellationToken);

    /// <summary>Makes sure that the store can be reached and written to.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task PingAsync(CancellationToken cancellationToken);
}
