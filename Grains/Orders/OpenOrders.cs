using Microsoft.Extensions.Options;

namespace Commerce.Orders;

/// <summary>
/// The orders that were placed in this silo and can still be paid, counted by customer: a limit against abuse, in memory alone. A
/// customer's orders are placed in one silo, so its own count is enough. When that is another silo, the count begins anew. Safe to use
/// from several threads.
/// </summary>
/// <param name="options">How many a customer may have.</param>
internal sealed class OpenOrders(IOptions<OrderOptions> options)
{
    /// <summary>Orders that are counted at the most; the oldest are forgotten first.</summary>
    public const int Capacity = 100_000;

    private readonly int _max = options.Value.MaxOpen;
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, LinkedListNode<OpenOrder>> _orders = [];
    private readonly LinkedList<OpenOrder> _oldestFirst = new(); // all can be paid for as long, so these are the first to end, too
    private readonly Dictionary<long, int> _counts = [];

    /// <summary>Whether anything is counted.</summary>
    public bool IsOn => _max > 0;

    /// <summary>Orders counted at this moment.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _orders.Count;
        }
    }

    /// <summary>Counts an order, unless its customer has as many as a customer may. One that is counted already stays so.</summary>
    /// <param name="customerId">Who orders.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="until">From when on it can no longer be paid.</param>
    /// <param name="now">Now.</param>
    /// <returns>Whether the order may be placed.</returns>
    public bool TryAdd(long customerId, Guid orderId, DateTimeOffset until, DateTimeOffset now)
    {
        if (!IsOn)
            return true;
        lock (_lock)
        {
            while (_oldestFirst.First is { } oldest && oldest.Value.Until <= now)
                Forget(oldest);
            if (_orders.ContainsKey(orderId))
                return true;
            var count = _counts.GetValueOrDefault(customerId);
            if (count >= _max)
                return false;
            _counts[customerId] = count + 1;
            if (_orders.Count == Capacity)
                Forget(_oldestFirst.First!);
            _orders.Add(orderId, _oldestFirst.AddLast(new OpenOrder(orderId, customerId, until)));
            return true;
        }
    }

    /// <summary>Counts an order no longer.</summary>
    /// <param name="orderId">The order.</param>
    /// <returns>Whether it was counted.</returns>
    public bool Remove(Guid orderId)
    {
        if (!IsOn)
            return false;
        lock (_lock)
        {
            if (!_orders.TryGetValue(orderId, out var order))
                return false;
            Forget(order);
            return true;
        }
    }

    private void Forget(LinkedListNode<OpenOrder> order)
    {
        _orders.Remove(order.Value.OrderId);
        _oldestFirst.Remove(order);
        if (--_counts[order.Value.CustomerId] == 0)
            _counts.Remove(order.Value.CustomerId);
    }

    private readonly record struct OpenOrder(Guid OrderId, long CustomerId, DateTimeOffset Until);
}
