using Commerce.Fixtures;

namespace Commerce.Orders;

/// <summary>So many orders of a customer can be open at once, where the shop says so.</summary>
public sealed class OpenOrdersTests
{
    private const string TooMany = "TOO_MANY_OPEN_ORDERS";

    [Fact]
    public async Task Orders_AsManyAsACustomerMayHaveOpen_TheNextIsRefused_UntilOneIsNotOpenAnyMore()
    {
        await using var host = await StartAsync();
        var key = ApiFixture.NewKey();
        var first = (await PlaceAsync(host, 1, key: key)).AssertStatus(201);
        // What is refused for something else is not counted.
        (await PlaceAsync(host, 1, product: 9)).AssertProblem(404, "PRODUCT_NOT_FOUND");
        (await PlaceAndPayAsync(host, 1, total: 11)).AssertProblem(409, "TOTAL_AMOUNT_MISMATCH");
        var second = (await PlaceAsync(host, 1)).AssertStatus(201);

        (await PlaceAsync(host, 1)).AssertProblem(409, TooMany);
        (await PlaceAndPayAsync(host, 1)).AssertProblem(409, TooMany);
        (await PlaceAsync(host, 2)).AssertStatus(201); // another customer's
        Assert.Equal(first.Text, (await PlaceAsync(host, 1, key: key)).AssertStatus(201).Text); // it is placed already

        (await host.Http.PostAsync("/payments", new { orderId = first.String("orderId") })).AssertStatus(201);
        (await PlaceAsync(host, 1)).AssertStatus(201);
        (await PlaceAsync(host, 1)).AssertProblem(409, TooMany);
        (await host.Http.PostAsync($"/orders/{second.String("orderId")}/cancel", new { })).AssertStatus(200);
        (await PlaceAsync(host, 1)).AssertStatus(201);
        (await PlaceAsync(host, 1)).AssertProblem(409, TooMany);

        host.Clock.Advance(TimeSpan.FromMinutes(30)); // Orders:PayWithin
        (await PlaceAsync(host, 1)).AssertStatus(201);
    }

    [Fact]
    public async Task Orders_PlacedAndPaidInOne_AreOpenOnlyWhileTheirPaymentIsRefused()
    {
        await using var host = await StartAsync();
        var key = ApiFixture.NewKey();
        var paid = (await PlaceAndPayAsync(host, 1, key: key)).AssertStatus(200);
        for (var i = 0; i < 3; i++)
            (await PlaceAndPayAsync(host, 1)).AssertStatus(200);
        for (var i = 0; i < 2; i++)
            (await PlaceAndPayAsync(host, 2, total: 1_000, quantity: 100)).AssertProblem(409, "STOCK_INSUFFICIENT");

        (await PlaceAndPayAsync(host, 2)).AssertProblem(409, TooMany);
        (await PlaceAsync(host, 2)).AssertProblem(409, TooMany);
        Assert.Equal(paid.Text, (await PlaceAndPayAsync(host, 1, key: key)).AssertStatus(200).Text);

        // A key binds an effect: what was refused under it is decided again.
        var again = ApiFixture.NewKey();
        (await PlaceAndPayAsync(host, 2, key: again)).AssertProblem(409, TooMany);
        host.Clock.Advance(TimeSpan.FromMinutes(30));
        (await PlaceAndPayAsync(host, 2, key: again)).AssertStatus(200);
    }

    private static async Task<ApiUnderTest> StartAsync()
    {
        var host = await ApiUnderTest.StartAsync("--Orders:MaxOpen=2");
        foreach (var customer in new[] { 1, 2 })
            (await host.Http.PutAsync($"/admin/customers/{customer}", new { username = "하늘", openingBalance = 5_000 })).AssertStatus(201);
        var options = new[] { new { productOptionId = 1, name = "One size", extraPrice = 0, stock = 50 } };
        (await host.Http.PutAsync("/admin/products/1", new { name = "Notebook", basePrice = 10, options })).AssertStatus(201);
        return host;
    }

    private static Task<ApiAnswer> PlaceAsync(ApiUnderTest host, long customerId, long product = 1, string? key = null) =>
        host.Http.PostAsync("/orders",
            new { customerId, items = new[] { new { productId = product, productOptionId = 1, quantity = 1 } } }, key);

    private static Task<ApiAnswer> PlaceAndPayAsync(
        ApiUnderTest host, long userId, long total = 10, int quantity = 1, string? key = null) => host.Http.PostAsync("/v1/orders",
            new { userId, totalAmount = total, products = new[] { new { productId = 1, quantity } } }, key);
}
