using Commerce.Orders;

namespace Commerce.Bounds;

/// <content>Refunds.</content>
internal static partial class HostileCalls
{
    private static IEnumerable<HostileCall> Returns =>
    [
        .. s_noAmount.Append(OrderBounds.MaxQuantity + 1).Append(long.MaxValue).Select(pieces => new HostileCall(
            $"Refund {pieces} pieces", "items[1].quantity", (grains, key) => Refund(grains, [new(null, 1, 1), new(null, 2, pieces)], key))),
        new("Refund null", "items", (grains, key) => Refund(grains, null!, key)),
        new("Refund nothing", "items", (grains, key) => Refund(grains, [], key)),
        new("Refund a null among others", "items[1]", (grains, key) => Refund(grains, [new(null, 1, 1), null!], key)),
        new("Refund an option twice", "items", (grains, key) => Refund(grains, [new(null, 1, 1), new(null, 1, 1)], key)),
        new("Refund too many options", "items", (grains, key) => Refund(grains,
            [.. Enumerable.Range(1, OrderBounds.MaxItems + 1).Select(i => new RefundItemRequest(null, i, 1))], key)),
        .. s_names.Append(new string('x', OrderBounds.MaxReasonLength + 1)).Select((reason, i) => new HostileCall(
            $"Refund for reason {i}", "reason", (grains, key) => Refund(grains, [new(null, 1, 1)], key, reason))),
    ];

    private static Task Refund(IGrainFactory grains, IReadOnlyList<RefundItemRequest> items, Guid? key, string? reason = "damaged") =>
        grains.GetGrain<IOrderGrain>(Order).Refund(new(items, true, reason!, key));
}
