using Commerce.Orders;
using Commerce.Outbox;

namespace Commerce.Catalog;

/// <summary>What happened to an order, as far as sales go.</summary>
internal sealed class OrderSteps
{
    /// <summary>What was ordered, when it was told.</summary>
    public OrderPlaced? Placed { get; set; }

    /// <summary>The day on which it was paid, when it was.</summary>
    public long? PaidOn { get; private set; }

    /// <summary>Payment, refunds and cancellation, in their order.</summary>
    public List<(long Sequence, IOrderEvent Event)> Steps { get; } = [];

    /// <summary>Whether what was ordered has to be found.</summary>
    public bool NeedsPlacement => Placed is null && Steps.Exists(step => step.Event is PaymentCompleted);

    public void Take(IOrderEvent happened, IntegrationEvent told)
    {
        switch (happened)
        {
            case OrderPlaced placed:
                Placed = placed;
                return;
            case PaymentCompleted:
                PaidOn = SalesDay.Of(told.Time);
                break;
        }
        if (Steps.Count == 0 || Steps[^1].Sequence < told.Sequence) // a batch can have an event again
            Steps.Add((told.Sequence, happened));
    }

    /// <summary>Pieces that they add, and take off.</summary>
    public IEnumerable<(long ProductId, long Quantity)> Changes() => Steps.SelectMany(step => step.Event switch
    {
        PaymentCompleted => Placed?.Lines.Select(line => (line.ProductId, line.Quantity)) ?? [],
        RefundCompleted refund => refund.Items.Select(item => (item.ProductId, -item.Quantity)),
        OrderCancelled cancelled => cancelled.Items.Select(item => (item.ProductId, -item.Quantity)),
        _ => [],
    });
}
