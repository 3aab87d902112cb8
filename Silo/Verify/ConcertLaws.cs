using Commerce.Concerts;
using Commerce.Journaling;

namespace Commerce.Verify;

/// <summary>What must hold of the read table of concerts.</summary>
internal sealed class ConcertLaws(StoreSnapshot snapshot) : IStreamLaws
{
    private readonly Law _listed = new("concert has every concert by its name, and nothing else");
    private readonly Dictionary<long, (string Name, bool Told)> _concerts = []; // few, whatever is sold of them
    private long _concertId;

    public IEnumerable<Law> ReadTables => [_listed];

    public void Begin(StreamName stream) => _concertId = stream.NumberKey;

    public void Take(JournalRow row, bool told)
    {
        if (row.Type == ConcertEventCodec.Defined)
            _concerts[_concertId] = (ConcertEventCodec.Instance.Decode(row.Type, row.Version, row.Payload).Name, told);
    }

    public void End()
    {
        // Nothing is left to check at the end.
    }

    /// <summary>Goes through the table.</summary>
    public async Task CheckReadTableAsync(CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, string>();
        await foreach (var (concertId, name) in snapshot.RowsAsync("SELECT concert_id, name FROM concert", ["concert_id"],
                           row => (ConcertId: row.GetInt64(0), Name: row.GetString(1)), row => [row.ConcertId], cancellationToken))
            found[concertId] = name;
        foreach (var concertId in _concerts.Keys.Union(found.Keys))
        {
            var isThere = _concerts.TryGetValue(concertId, out var concert);
            if (isThere && !concert.Told)
                _listed.Skip();
            else
            {
                var listed = found.GetValueOrDefault(concertId);
                _listed.Check(isThere && concert.Name == listed, () => $"concert {concertId} is {listed ?? "missing"}, the journal says " +
                    $"{(isThere ? concert.Name : "there is none")}");
            }
        }
    }
}
