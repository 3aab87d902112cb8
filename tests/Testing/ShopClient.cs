using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Commerce.Testing;

/// <summary>An answer of the order, payment and balance routes.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The problem's code, when it is one.</param>
/// <param name="Body">The body as it came.</param>
public sealed record ShopAnswer(HttpStatusCode Status, string? Code, JsonElement Body)
{
    public Guid OrderId => Body.GetProperty("orderId").GetGuid();

    public long Number(string property) => Body.GetProperty(property).GetInt64();
}

/// <summary>The routes of orders, payments, balances and products as any HTTP client uses them.</summary>
public sealed class ShopClient(HttpClient http)
{
    /// <summary>What every customer is called.</summary>
    public const string CustomerName = "Customer under test";

    public Task PutCustomerAsync(long customerId, long openingBalance) => PutAsync(
        string.Create(CultureInfo.InvariantCulture, $"/admin/customers/{customerId}"),
            new { username = CustomerName, openingBalance });

    /// <summary>Makes a product with one option, whose id is the product's.</summary>
    public Task PutProductAsync(long productId, long price, long stock) => PutAsync(
        string.Create(CultureInfo.InvariantCulture, $"/admin/products/{productId}"),
        new
        {
            name = "Product under test",
            basePrice = price,
            options = new[] { new { productOptionId = productId, name = "One size", extraPrice = 0, supplied = stock } }
        });

    /// <summary>Adds pieces to a product's one option.</summary>
    public Task RestockAsync(long productId, long quantity) => SucceedAsync(HttpMethod.Post,
        string.Create(CultureInfo.InvariantCulture, $"/admin/products/{productId}/options/{productId}/restock"), new { quantity });

    /// <summary>Places an order of so many pieces of each product.</summary>
    public Task<ShopAnswer> PlaceAsync(long customerId, long? couponId, IEnumerable<long> products, int quantity, string? key = null) =>
        SendAsync(
        HttpMethod.Post, "/orders",
            new { customerId, couponId, items = products.Select(id => new { productId = id, productOptionId = id, quantity }) }, key);

    public Task<ShopAnswer> PayAsync(Guid orderId, string? key = null) => SendAsync(HttpMethod.Post, "/payments", new { orderId }, key);

    public Task<ShopAnswer> CancelAsync(Guid orderId, string? key = null) =>
        SendAsync(HttpMethod.Post, $"/orders/{orderId}/cancel", new { }, key);

    public Task<ShopAnswer> RefundAsync(Guid orderId, long productOptionId, int quantity, string? key = null) => SendAsync(HttpMethod.Post,
        $"/admin/orders/{orderId}/refunds",
        new { items = new[] { new { productOptionId, quantity } }, restock = true, reason = "Under test" }, key);

    public Task<ShopAnswer> ChargeAsync(long customerId, long amount, string? key = null) => SendAsync(
        HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/v1/users/{customerId}/balance"), new { amount }, key);

    private Task PutAsync(string route, object body) => SucceedAsync(HttpMethod.Put, route, body);

    private async Task SucceedAsync(HttpMethod method, string route, object body)
    {
        var answer = await SendAsync(method, route, body, null);
        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created))
            throw new HttpRequestException($"{route}: {answer.Status} {answer.Body}");
    }

    private async Task<ShopAnswer> SendAsync(HttpMethod method, string route, object body, string? key)
    {
        using var request = new HttpRequestMessage(method, route) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SiloProcess.AdminKey);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new(response.StatusCode, answer.TryGetProperty("code", out var code) ? code.GetString() : null, answer);
    }
}
