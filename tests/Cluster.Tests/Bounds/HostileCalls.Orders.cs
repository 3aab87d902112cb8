using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Orders;
using Commerce.RateLimiting;

namespace Commerce.Bounds;

/// <summary>Orders, lists and allowances.</summary>
internal static partial class HostileCalls
{
    private static IEnumerable<HostileCall> Orders =>
    [
        .. new[] { long.MinValue, -1, 0, OrderBounds.MaxQuantity + 1, long.MaxValue }.SelectMany(pieces => new HostileCall[]
        {
            new($"Place {pieces}", "items[1].quantity", (grains, key) => Place(grains, [Item(1), Item(pieces)], key)),
            new($"Place and pay {pieces}", "items[0].quantity",
                (grains, key) => grains.GetGrain<IOrderGrain>(Guid.CreateVersion7())
                    .PlaceAndPay(new(Customer, null, [Item(pieces)], null, key))),
        }),
        new("Place null items", "items", (grains, key) => Place(grains, null!, key)),
        new("Place no items", "items", (grains, key) => Place(grains, [], key)),
        new("Place a null item", "items[0]", (grains, key) => Place(grains, [null!], key)),
        new("Place too many items", "items", (grains, key) => Place(grains, Many(Item(1), OrderBounds.MaxItems + 1), key)),
        new("Place again without items", "items", (grains, key) => grains.GetGrain<IOrderGrain>(Order)
            .Place(new(Customer, null, null!, null, key))),
        new("Place as no order", "orderId", (grains, key) => grains.GetGrain<IOrderGrain>(Guid.Empty)
            .Place(new(Customer, null, [Item(1)], null, key))),
    ];

    private static IEnumerable<HostileCall> Others =>
    [
        .. new[] { int.MinValue, -1, 0, PageBounds.MaxLimit + 1, int.MaxValue }.SelectMany(limit => new HostileCall[]
        {
            new($"List {limit} products", "limit", (grains, _) => grains.GetGrain<ICatalogGrain>(0).List(limit, 0)),
            new($"List {limit} coupons", "limit", (grains, _) => grains.GetGrain<ICustomerCouponsGrain>(Customer).List(limit, 0)),
            new($"List {limit} orders", "limit", (grains, _) => grains.GetGrain<ICustomerOrdersGrain>(Customer).List(limit, null)),
        }),
        .. new[] { long.MinValue, -1, IdBounds.Max + 1 }.SelectMany(after => new HostileCall[]
        {
            new($"List products after {after}", "after", (grains, _) => grains.GetGrain<ICatalogGrain>(0).List(1, after)),
            new($"List coupons after {after}", "after", (grains, _) => grains.GetGrain<ICustomerCouponsGrain>(Customer).List(1, after)),
        }),
        new("List orders after nothing known", "after", (grains, _) => grains.GetGrain<ICustomerOrdersGrain>(Customer)
            .List(1, "yesterday")),
        new("Wait for a limit of 0", "limit", (grains, _) => Limiter(grains).Acquire(1, 0, TimeSpan.FromSeconds(1)).AsTask()),
        new("Wait for a limit past the most", "limit", (grains, _) => Limiter(grains).Acquire(1, 101, TimeSpan.FromSeconds(1)).AsTask()),
        new("Wait for no window", "window", (grains, _) => Limiter(grains).Acquire(1, 1, TimeSpan.Zero).AsTask()),
        new("Wait for a window for ever", "window", (grains, _) => Limiter(grains).Acquire(1, 1, TimeSpan.MaxValue).AsTask()),
    ];

    private static IRateLimiterGrain Limiter(IGrainFactory grains) => grains.GetGrain<IRateLimiterGrain>("hostile");

    private static Task Place(IGrainFactory grains, IReadOnlyList<OrderItemRequest> items, Guid? key) =>
        grains.GetGrain<IOrderGrain>(Guid.CreateVersion7()).Place(new(Customer, null, items, null, key));

    private static OrderItemRequest Item(long pieces) => new(Product, 1, pieces);
}
