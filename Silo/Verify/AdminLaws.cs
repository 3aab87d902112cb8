namespace Commerce.Verify;

/// <summary>What must hold of the trail of administrators.</summary>
internal sealed class AdminLaws(StoreSnapshot snapshot)
{
    private readonly Law _listed = new("admin_event lists every event that has an actor, and no other");
    private long _found;

    public IEnumerable<Law> Laws => [_listed];

    /// <summary>An event of the journal has an actor.</summary>
    public void Add() => _found++;

    /// <summary>Goes through the table, once the journal was read. Its rows are unique, so as many as events are all of them.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var listed = 0L;
        await foreach (var (stream, seq, isThere) in snapshot.RowsAsync(
            "SELECT a.stream, a.seq, j.actor IS NOT NULL FROM admin_event a LEFT JOIN journal j ON j.stream = a.stream AND j.seq = a.seq",
            ["a.stream", "a.seq"], row => (Stream: row.GetString(0), Seq: row.GetInt64(1), IsThere: row.GetInt64(2) != 0),
            row => [row.Stream, row.Seq], cancellationToken))
        {
            listed++;
            _listed.Check(isThere, () => $"{stream} at {seq} is listed, and no event with an actor is there");
        }
        _listed.Check(listed == _found, () => $"{listed} are listed, and {_found} events have an actor");
    }
}
