namespace Commerce.Journaling;

/// <summary>
/// What a lane asks on a new connection. The server behind it may be a replica that was behind, or have been put back to an
/// earlier day: a session that goes on there would leave a gap in its stream, which nobody can read again.
/// </summary>
internal sealed partial class JournalLane
{
    private long _connection;

    /// <summary>The number of the latest connection that was opened; 0 before the first.</summary>
    public long Connection => Volatile.Read(ref _connection);

    private async ValueTask<long> ConnectAsync()
    {
        var connection = await _appender.ConnectAsync(CancellationToken.None);
        Volatile.Write(ref _connection, connection);
        return connection;
    }

    /// <summary>
    /// Before the first append of a session on this connection: looks whether the event before the append is still there. Sessions
    /// whose event is gone end, and their appends fail; the rest of the batch goes on.
    /// </summary>
    private async Task CheckSessionsAsync(List<Pending> batch)
    {
        var connection = await ConnectAsync();
        var unknown = batch.Where(p => p.Session.CheckedOn != connection).DistinctBy(p => p.Session)
            .ToList(); // a session's later appends follow its first one
        unknown.RemoveAll(p =>
        {
            if (p.Append.Events[0].Seq != 1)
                return false;
            p.Session.CheckedOn = connection; // a stream's first event has none before it
            return true;
        });
        if (unknown.Count == 0)
            return;

        var found = await _appender.FindAsync(unknown.ConvertAll(RestOf), CancellationToken.None);
        foreach (var pending in unknown)
        {
            var rest = RestOf(pending);
            if (found.TryGetValue((rest.Stream, rest.Seq), out var id) && Fits(pending.Session, rest.Seq, id))
                pending.Session.CheckedOn = connection;
            else
                pending.Session.Lose(rest, _logger, _metrics);
        }
        DropLost(batch);
    }

    private static JournalPosition RestOf(Pending pending) => new(pending.Append.Stream, pending.Append.Events[0].Seq - 1);

    // Without the id of that event, which the session did not read, any event at the position is taken for it.
    private static bool Fits(JournalSession session, long seq, Guid found) =>
        session.Last is not { } last || last.Seq != seq || last.EventId == found;
}
