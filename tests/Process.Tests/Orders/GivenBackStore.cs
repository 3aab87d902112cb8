using System.Net;
using Commerce.Testing;

namespace Commerce.Orders;

/// <summary>
/// As <see cref="ShopStore"/>, and before that one order was refunded in part, one cancelled before it was paid and one after, with its
/// coupon.
/// </summary>
public sealed class GivenBackStore : ShopStore
{
    private protected override async Task BeforeAsync(ShopClient shop)
    {
        var refunded = await PlaceAsync(shop, null);
        Assert.Equal(HttpStatusCode.Created, (await shop.PayAsync(refunded)).Status);
        Assert.Equal(HttpStatusCode.Created, (await shop.RefundAsync(refunded, Product, 1)).Status);
        Assert.Equal(HttpStatusCode.OK, (await shop.CancelAsync(await PlaceAsync(shop, null))).Status);
        var cancelled = await PlaceAsync(shop, Campaign);
        Assert.Equal(HttpStatusCode.Created, (await shop.PayAsync(cancelled)).Status);
        Assert.Equal(HttpStatusCode.OK, (await shop.CancelAsync(cancelled)).Status);
    }

    private static async Task<Guid> PlaceAsync(ShopClient shop, long? coupon)
    {
        var placed = await shop.PlaceAsync(Buyer, coupon, [Product, OtherProduct], 2);
        Assert.Equal(HttpStatusCode.Created, placed.Status);
        return placed.OrderId;
    }
}
