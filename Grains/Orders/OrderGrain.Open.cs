using Commerce.Journaling;

namespace Commerce.Orders;

/// <content>How many orders a customer has open at once.</content>
internal sealed partial class OrderGrain
{
    /// <summary>Counts the order when it is a new one; refuses it when its customer has as many open as a customer may.</summary>
    private Decision<PlaceOrderOutcome, IOrderEvent> Count(long customerId, Decision<PlaceOrderOutcome, IOrderEvent> placed) =>
        placed.Events.Count == 0 || Rehearsal.Is(OrderId)
            || open.TryAdd(customerId, OrderId, placed.Outcome.Order!.ExpiresAt!.Value, Now)
            ? placed
            : OrderRules.TooManyOpen;

    /// <summary>The order is paid or cancelled. It may have been placed in another silo: that one is told.</summary>
    private void CountNoLonger()
    {
        if (open.IsOn && !open.Remove(OrderId) && !Rehearsal.Is(OrderId))
            _ = grains.GetGrain<IOpenOrdersGrain>(State.Placement!.CustomerId).Closed(OrderId); // one way: there is no answer
    }

    /// <summary>The placement may not be in the journal. If it is, one order is counted too few.</summary>
    protected override void OnLost() => open.Remove(OrderId);
}
