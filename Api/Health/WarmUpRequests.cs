using Commerce.Balances;
using Commerce.Concerts;
using Commerce.Coupons;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Health;

/// <summary>The hot paths from their first byte: over HTTP, as customers do.</summary>
/// <param name="client">Asks this process.</param>
internal sealed class WarmUpRequests(HttpClient client) : IWarmUpWays
{
    public async Task<bool> GoAsync(WarmUpShop shop, CancellationToken cancellationToken)
    {
        var (goesOn, placed) = await SendAsync(HttpMethod.Post, "/orders",
            JsonContent.Create(new PlaceOrderRequest(shop.Customer, null, [new(shop.Product, 1, 1)])));
        if (!goesOn || placed is null)
            return false;
        return await GetAsync(placed)
            && await PostAsync("/payments", new PayOrderRequest(OrderEndpoints.Id(placed.Split('/')[^1])))
            && await PostAsync("/v1/orders", new PlaceAndPayRequest(shop.Customer, 1, [new(shop.Product, 1)]))
            && await PostAsync("/coupons/issue", new IssueCouponRequest(shop.Coupon, shop.NextHolder()))
            && await PostAsync("/coupons/issue", new IssueCouponRequest(WarmUpShop.Nothing, 1))
            && await GetAsync($"/coupons/{shop.Coupon}")
            && await PostAsync($"/v1/users/{shop.Customer}/balance", new ChargeRequest(1))
            && await GetAsync($"/v1/users/{shop.Customer}/balance")
            && await GetAsync($"/v1/users/{shop.Customer}/balance/history")
            && await GetAsync($"/v1/products/{shop.Product}")
            && await PostAsync("/queue/tokens", new JoinQueueRequest(1, WarmUpShop.Nothing, null))
            && await GetAsync("/queue/tokens/none")
            && await GetAsync($"/schedules/{WarmUpShop.Nothing}/seats")
            && await PostAsync("/reservations", new ReserveSeatRequest(1, WarmUpShop.Nothing, 1))
            && await PostAsync<object>($"/reservations/{Guid.CreateVersion7()}/payment", null);

        async Task<bool> GetAsync(string path) => (await SendAsync(HttpMethod.Get, path, null)).GoesOn;

        async Task<bool> PostAsync<TBody>(string path, TBody? body) =>
            (await SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body))).GoesOn;

        // Not after a 503: such a request does not reach the paths to warm up.
        async Task<(bool GoesOn, string? Location)> SendAsync(HttpMethod method, string path, HttpContent? body)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var response = await client.SendAsync(request, cancellationToken);
            return ((int)response.StatusCode != StatusCodes.Status503ServiceUnavailable, response.Headers.Location?.ToString());
        }
    }
}
