using Commerce.Fixtures;

namespace Commerce.Orders;

/// <summary>An order that is placed under a key is its customer's: the id is made of both.</summary>
[Collection(ApiTests.Name)]
public sealed class OrderKeyTests(ApiFixture api)
{
    public static TheoryData<string> Routes => new("/orders", "/v1/orders");

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Key_OfTwoCustomers_IsTwoOrders(string route)
    {
        var (productId, key) = (await api.NewProductAsync(price: 10, stock: 9), ApiFixture.NewKey());
        var customers = new[] { await api.NewCustomerAsync(balance: 100), await api.NewCustomerAsync(balance: 100) };

        var orders = new List<ApiAnswer>();
        foreach (var customerId in customers)
            orders.Add(await PostAsync(route, customerId, productId, 1, key));

        Assert.All(orders, order => Assert.InRange(order.Status, 200, 201));
        Assert.DoesNotContain(orders, order => order.IsReplayed);
        Assert.Equal(customers, orders.Select(order => order.Number("customerId")));
        Assert.NotEqual(orders[0].String("orderId"), orders[1].String("orderId"));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Key_SameCustomerSameBody_IsTheSameOrderReplayed(string route)
    {
        var (customerId, productId, key) =
            (await api.NewCustomerAsync(balance: 100), await api.NewProductAsync(price: 10, stock: 9), ApiFixture.NewKey());

        var first = await PostAsync(route, customerId, productId, 1, key);
        var again = await PostAsync(route, customerId, productId, 1, key);

        Assert.InRange(first.Status, 200, 201);
        Assert.Equal((first.Status, first.Text, false, true), (again.Status, again.Text, first.IsReplayed, again.IsReplayed));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Key_SameCustomerOtherBody_IsRefusedAndOrdersNothing(string route)
    {
        var (customerId, productId, key) =
            (await api.NewCustomerAsync(balance: 100), await api.NewProductAsync(price: 10, stock: 9), ApiFixture.NewKey());
        var first = await PostAsync(route, customerId, productId, 1, key);
        var before = await api.Host.JournalAsync();

        (await PostAsync(route, customerId, productId, 2, key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");
        (await PostAsync(route == "/orders" ? "/v1/orders" : "/orders", customerId, productId, 1, key))
            .AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");

        Assert.Equal(before, await api.Host.JournalAsync());
        Assert.Equal(first.Text, (await PostAsync(route, customerId, productId, 1, key)).Text);
    }

    [Fact]
    public async Task Key_OfAnEarlierRelease_MakesTheSameOrderId()
    {
        Assert.Equal(201, (await api.Http.PutAsync("/admin/customers/9000001", new { username = "하늘", openingBalance = 100 })).Status);

        var order = await PostAsync("/orders", 9_000_001, await api.NewProductAsync(price: 10, stock: 9), 1, "my-first-order");

        // The first 128 bits of SHA-256 over the customer, 64 bits, and the first 128 bits of SHA-256 over the key; both big-endian.
        Assert.Equal("430dbe11-371b-c3f5-a101-a344ddbc476d", order.AssertStatus(201).String("orderId"));
    }

    [Fact]
    public async Task Key_RepeatedWhenItsReceiptIsForgotten_IsStillTheSameOrder()
    {
        await using var host = await StartForgetfulAsync(balance: 100);
        var (placeKey, payKey) = (ApiFixture.NewKey(), ApiFixture.NewKey());
        var placed = await host.Http.PostAsync("/orders", Body("/orders", 1, 1, 1), placeKey);
        (await host.Http.PostAsync("/payments", new { orderId = placed.String("orderId") })).AssertStatus(201);
        var paid = await host.Http.PostAsync("/v1/orders", Body("/v1/orders", 1, 1, 1), payKey);

        host.Clock.Advance(TimeSpan.FromMinutes(2));

        foreach (var (route, key, first) in new[] { ("/orders", placeKey, placed), ("/v1/orders", payKey, paid) })
        {
            var again = await host.Http.PostAsync(route, Body(route, 1, 1, 1), key);
            Assert.Equal((first.Status, first.Text, true), (again.Status, again.Text, again.IsReplayed));
            (await host.Http.PostAsync(route, Body(route, 1, 1, 2), key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");
        }
        Assert.Equal(80, (await host.Http.GetAsync("/v1/users/1/balance")).Number("balance"));
    }

    [Fact]
    public async Task Key_OfAnOrderThatWasGivenBackMeanwhile_GetsTheFirstAnswer()
    {
        await using var host = await StartForgetfulAsync(balance: 100);
        var key = ApiFixture.NewKey();
        var paid = (await host.Http.PostAsync("/v1/orders", Body("/v1/orders", 1, 1, 2), key)).AssertStatus(200);
        var order = paid.String("orderId");

        (await host.Http.PostAsync($"/admin/orders/{order}/refunds",
            new { items = new[] { new { productOptionId = 1, quantity = 1 } }, restock = true, reason = "damaged" })).AssertStatus(201);
        var afterRefund = await host.Http.PostAsync("/v1/orders", Body("/v1/orders", 1, 1, 2), key);
        (await host.Http.PostAsync($"/orders/{order}/cancel", new { })).AssertStatus(200);
        var afterCancel = await host.Http.PostAsync("/v1/orders", Body("/v1/orders", 1, 1, 2), key);

        Assert.All([afterRefund, afterCancel], again => Assert.Equal((paid.Text, true), (again.Text, again.IsReplayed)));
    }

    [Fact]
    public async Task Key_OfAnOrderThatWasPaidAnotherWayMeanwhile_TellsThatItIsPaid()
    {
        await using var host = await StartForgetfulAsync(balance: 0);
        var key = ApiFixture.NewKey();
        (await host.Http.PostAsync("/v1/orders", Body("/v1/orders", 1, 1, 1), key)).AssertProblem(409, "BALANCE_INSUFFICIENT");
        await host.ReadTablesFollowAsync();
        var orderId = (await host.Http.GetAsync("/customers/1/orders")).Json.GetProperty("items")[0].GetProperty("orderId").GetString();
        await host.Http.PostAsync("/v1/users/1/balance", new { amount = 20 });
        (await host.Http.PostAsync("/payments", new { orderId })).AssertStatus(201);

        host.Clock.Advance(TimeSpan.FromMinutes(2));

        var again = (await host.Http.PostAsync("/v1/orders", Body("/v1/orders", 1, 1, 1), key)).AssertStatus(200);
        Assert.Equal((orderId, "PAID"), (again.String("orderId"), again.String("status")));
        Assert.Equal(10, (await host.Http.GetAsync("/v1/users/1/balance")).Number("balance"));
    }

    /// <summary>A silo of its own that forgets keys after a minute, with a customer and a product.</summary>
    private static async Task<ApiUnderTest> StartForgetfulAsync(long balance)
    {
        var host = await ApiUnderTest.StartAsync("--Journal:RememberFor=00:01:00");
        (await host.Http.PutAsync("/admin/customers/1", new { username = "하늘", openingBalance = balance })).AssertStatus(201);
        var options = new[] { new { productOptionId = 1, name = "One size", extraPrice = 0, stock = 9 } };
        (await host.Http.PutAsync("/admin/products/1", new { name = "Notebook", basePrice = 10, options })).AssertStatus(201);
        return host;
    }

    private Task<ApiAnswer> PostAsync(string route, long customerId, long productId, int quantity, string key) =>
        api.Http.PostAsync(route, Body(route, customerId, productId, quantity), key);

    // At a price of 10.
    private static object Body(string route, long customerId, long productId, int quantity) => route == "/orders"
        ? new { customerId, items = new[] { new { productId, productOptionId = productId, quantity } } }
        : new { userId = customerId, totalAmount = 10 * quantity, products = new[] { new { productId, quantity } } };
}
