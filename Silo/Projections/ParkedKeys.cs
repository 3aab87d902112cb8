using Commerce.Outbox;

namespace Commerce.Projections;

/// <summary>
/// The latest events that were parked here. A delivery that takes too long is given up and repeated. Events that are parked by then
/// are not tried once more, so that even a batch with many bad events is taken in after some attempts.
/// </summary>
internal sealed class ParkedKeys
{
    private const int Capacity = 20_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Key> _keys = [];
    private readonly Queue<Key> _order = new();

    /// <summary>Remembers an event that is durably parked; past the capacity the first is forgotten, and would be tried again.</summary>
    public void Add(string consumer, IntegrationEvent e)
    {
        lock (_lock)
        {
            if (!_keys.Add(new(consumer, e.Id)))
                return;
            _order.Enqueue(new(consumer, e.Id));
            if (_order.Count > Capacity)
                _keys.Remove(_order.Dequeue());
        }
    }

    /// <summary>The events that are not parked for a consumer.</summary>
    public IReadOnlyList<IntegrationEvent> Without(string consumer, IReadOnlyList<IntegrationEvent> events)
    {
        lock (_lock)
            return _keys.Count == 0 ? events : [.. events.Where(e => !_keys.Contains(new(consumer, e.Id)))];
    }

    /// <summary>Whether one of the events is parked for one of the consumers.</summary>
    public bool HasAny(IEnumerable<string> consumers, IReadOnlyList<IntegrationEvent> events)
    {
        lock (_lock)
            return _keys.Count > 0 && consumers.Any(consumer => events.Any(e => _keys.Contains(new(consumer, e.Id))));
    }

    private readonly record struct Key(string Consumer, Guid EventId);
}
