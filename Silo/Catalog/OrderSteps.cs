using Commerce.Orders;

namespace Commerce.Catalog;

/// <summary>What happened to an order, as far as sales go.</summary>
internal sealed class OrderSteps
{
    private readonly SortedList<long, IOrderEvent> _steps = []; // payment, refunds and cancellation, by their numbers

    /// <summary>What was ordered, when it was told.</summary>
    public OrderPlaced? Placed { get; set; }

    /// <summary>The day on which it was paid, when that is known.</summary>
    public long? PaidOn { get; private set; }

    /// <summary>Whether there is nothing to count.</summary>
    public bool IsEmpty => _steps.Count == 0;

    /// <summary>The number of the last step.</summary>
    public long LastSequence => _steps.GetKeyAtIndex(_steps.Count - 1);

    /// <summary>Whether pieces were given back. What came before that can have been passed over.</summary>
    public bool HasReturns => _steps.Values.Any(step => step is not PaymentCompleted);

    /// <summary>Whether what was ordered has to be found.</summary>
    public bool NeedsPlacement => Placed is null && _steps.Values.Any(step => step is PaymentCompleted);

    /// <summary>Takes an event of the order.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="time">When it happened.</param>
    /// <param name="happened">The event.</param>
    public void Take(long sequence, DateTimeOffset time, IOrderEvent happened)
    {
        switch (happened)
        {
            case OrderPlaced placed:
                Placed = placed;
                return;
            case PaymentCompleted:
                PaidOn = SalesDay.Of(time);
                break;
        }
        _steps.TryAdd(sequence, happened); // a batch can have an event again
    }

    /// <summary>Whether a step is missing that came before the last.</summary>
    /// <param name="sequence">The step's number.</param>
    public bool Lacks(long sequence) => sequence < LastSequence && !_steps.ContainsKey(sequence);

    /// <summary>Drops the steps that are counted already.</summary>
    /// <param name="sequence">The number of the last of them.</param>
    /// <param name="day">The day on which the order was paid.</param>
    public void DropCounted(long sequence, long day)
    {
        PaidOn = day;
        while (!IsEmpty && _steps.GetKeyAtIndex(0) <= sequence)
            _steps.RemoveAt(0);
    }

    /// <summary>Drops all steps: nothing counts of an order that was not paid.</summary>
    public void DropAll() => _steps.Clear();

    /// <summary>Pieces that the steps add, and take off.</summary>
    public IEnumerable<(long ProductId, long Quantity)> Changes() => _steps.Values.SelectMany(step => step switch
    {
        PaymentCompleted => Placed?.Lines.Select(line => (line.ProductId, line.Quantity)) ?? [],
        RefundCompleted refund => refund.Items.Select(item => (item.ProductId, -item.Quantity)),
        OrderCancelled cancelled => cancelled.Items.Select(item => (item.ProductId, -item.Quantity)),
        _ => [],
    });
}
