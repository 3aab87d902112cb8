using Commerce.Journaling;

namespace Commerce.Outbox;

/// <summary>
/// Published events that this silo has just committed: its relay need not read back from the journal what was in memory a moment
/// ago. What is not here is read.
/// </summary>
/// <remarks>
/// Only what is durable comes in, and only while this silo relays. A row of the outbox is known by its stream, its events'
/// positions and its moment, and taken once. Whenever the silo finds itself on another connection, all of it is forgotten: there
/// could be another store behind it, in which those positions are free.
/// </remarks>
internal sealed class RecentEvents
{
    private const int MaxRows = 4_096; // those of half a second of many orders
    private const int MaxEventsOfARow = 16; // more of them follow each other, and are read as fast as they are kept

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Stream, long FirstSeq), SqlJournalRows.OutboxRow> _rows = [];
    private readonly Queue<(string Stream, long FirstSeq)> _order = [];
    private bool _isRelaying;

    /// <summary>Keeps what comes in from now on, or forgets everything and keeps nothing.</summary>
    /// <param name="isRelaying">Whether this silo's relay owns the outbox.</param>
    public void Keep(bool isRelaying)
    {
        lock (_lock)
        {
            _isRelaying = isRelaying;
            if (!isRelaying)
                Clear();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Forget()
    {
        lock (_lock)
            Clear();
    }

    /// <summary>Takes rows in that are durable. Past the capacity the first are forgotten.</summary>
    public void Add(IReadOnlyList<SqlJournalRows.OutboxRow> rows)
    {
        lock (_lock)
        {
            if (!_isRelaying)
                return;
            foreach (var row in rows)
            {
                if (row.Events.Count > MaxEventsOfARow)
                    continue;
                var key = (row.Stream, row.FirstSeq);
                _rows[key] = row;
                _order.Enqueue(key);
                if (_order.Count > MaxRows)
                    _rows.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The events of a row, in order; <see langword="null"/> when they are not here. Nobody gets them a second time.</summary>
    public IEnumerable<IntegrationEvent>? Take(OutboxRow row)
    {
        lock (_lock)
        {
            return _rows.Remove((row.Stream, row.FirstSeq), out var kept)
                && (kept.LastSeq, kept.RecordedAt) == (row.LastSeq, row.RecordedAt)
                ? kept.Events.Select(Published)
                : null;
        }
    }

    private void Clear()
    {
        _rows.Clear();
        _order.Clear();
    }

    // The journal keeps whole milliseconds.
    private static IntegrationEvent Published(JournalEvent e) => new(
        e.EventId, e.Type, e.Version, e.Stream, e.Seq, DateTimeOffset.FromUnixTimeMilliseconds(e.RecordedAt.ToUnixTimeMilliseconds()),
        e.Payload);
}
