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
        var order = await PostAsync("/orders", new PlaceOrderRequest(shop.Customer, null, [new(shop.Product, 1, 1)]));
        if (order?.Headers.Location is not { } placed)
            return false;
        var orderId = Guid.Parse(placed.ToString()[^36..]);
        return await AskAsync(HttpMethod.Get, placed.ToString(), null) is not null
            && await PostAsync("/payments", new PayOrderRequest(orderId)) is not null
            && await PostAsync("/v1/orders", new PlaceAndPayRequest(shop.Customer, 1, [new(shop.Product, 1)])) is not null
            && await PostAsync("/coupons/issue", new IssueCouponRequest(shop.Coupon, shop.NextHolder())) is not null
            && await PostAsync("/coupons/issue", new IssueCouponRequest(WarmUpShop.Nothing, 1)) is not null
            && await PostAsync($"/v1/users/{shop.Customer}/balance", new ChargeRequest(1)) is not null
            && await GetAsync($"/v1/users/{shop.Customer}/balance")
            && await GetAsync($"/v1/users/{shop.Customer}/balance/history")
            && await GetAsync($"/v1/products/{shop.Product}")
            && await GetAsync($"/coupons/{shop.Coupon}")
            && await PostAsync("/queue/tokens", new JoinQueueRequest(1, WarmUpShop.Nothing, null)) is not null
            && await GetAsync("/queue/tokens/none")
            && await GetAsync($"/schedules/{WarmUpShop.Nothing}/seats")
            && await PostAsync("/reservations", new ReserveSeatRequest(1, WarmUpShop.Nothing, 1)) is not null
            && await PostAsync<object>($"/reservations/{Guid.CreateVersion7()}/payment", null) is not null;

        async Task<bool> GetAsync(string path) => await AskAsync(HttpMethod.Get, path, null) is not null;

        Task<HttpResponseMessage?> PostAsync<TBody>(string path, TBody? body) =>
            AskAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body));

        // Null after a 503: such a request does not reach the paths to warm up.
        async Task<HttpResponseMessage?> AskAsync(HttpMethod method, string path, HttpContent? body)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var response = await client.SendAsync(request, cancellationToken);
            return (int)response.StatusCode == StatusCodes.Status503ServiceUnavailable ? null : response;
        }
    }
}
