using Commerce.Fixtures;

namespace Commerce.Orders;

[Collection(ApiTests.Name)]
public sealed class OrderTests(ApiFixture api)
{
    [Fact]
    public async Task Place_ThenPay_FreezesPricesAndTakesEverything()
    {
        var (customerId, couponId) = (await api.NewCustomerAsync(balance: 10_000), await api.NewCampaignAsync(won: 500));
        var productId = await api.NewProductAsync(price: 1_000, stock: 5);
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId });

        var placed = (await Place(customerId, productId, quantity: 2, couponId)).AssertStatus(201);
        (await api.Http.PutAsync($"/admin/products/{productId}", new
        {
            name = "Notebook",
            basePrice = 9_000,
            options = new[] { new { productOptionId = productId, name = "One size", extraPrice = 0, supplied = 5 } },
        })).AssertStatus(200);
        var paid = (await Pay(placed.String("orderId"))).AssertStatus(201);

        Assert.Equal(("PLACED", 2_000, 500), (placed.String("status"), placed.Number("totalAmount"), placed.Number("discountAmount")));
        Assert.Equal($"/orders/{placed.String("orderId")}", placed.Headers["Location"]);
        Assert.Equal(("PAID", 1_500), (paid.String("status"), paid.Number("amount")));
        Assert.NotEqual(Guid.Empty, paid.Json.GetProperty("paymentId").GetGuid());
        Assert.Equal("PAID", (await api.Http.GetAsync($"/orders/{placed.String("orderId")}")).AssertStatus(200).String("status"));
        Assert.Equal(8_500, (await api.Http.GetAsync($"/v1/users/{customerId}/balance")).Number("balance"));
        Assert.Equal(3, await StockAsync(productId));
        (await Pay(placed.String("orderId"))).AssertProblem(409, "ORDER_ALREADY_PAID");
    }

    [Fact]
    public async Task Place_OfWhatIsNotThere_IsNotFound()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1), await api.NewProductAsync(price: 1, stock: 1));

        (await Place(api.NewId(), productId)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        (await Place(customerId, api.NewId())).AssertProblem(404, "PRODUCT_NOT_FOUND");
        (await Place(customerId, productId, couponId: api.NewId())).AssertProblem(404, "COUPON_NOT_FOUND");
        (await api.Http.PostAsync("/orders", new { customerId, items = new[] { new { productId, productOptionId = 1, quantity = 1 } } }))
            .AssertProblem(404, "PRODUCT_OPTION_NOT_FOUND");
        (await Pay(Guid.CreateVersion7().ToString())).AssertProblem(404, "ORDER_NOT_FOUND");
        (await api.Http.GetAsync($"/orders/{Guid.CreateVersion7()}")).AssertProblem(404, "ORDER_NOT_FOUND");
    }

    [Fact]
    public async Task Place_CouponTheCustomerDoesNotHold_IsRefused() =>
        (await Place(await api.NewCustomerAsync(balance: 1), await api.NewProductAsync(price: 1, stock: 1),
            couponId: await api.NewCampaignAsync()))
            .AssertProblem(409, "COUPON_UNAVAILABLE");

    [Fact]
    public async Task Pay_MoreThanTheStock_IsRefusedAndTold()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 10, stock: 1));
        var orderId = (await Place(customerId, productId, quantity: 2)).String("orderId");

        (await Pay(orderId)).AssertProblem(409, "STOCK_INSUFFICIENT");

        var order = await api.Http.GetAsync($"/orders/{orderId}");
        Assert.Equal(("REJECTED", "STOCK_INSUFFICIENT"), (order.String("status"), order.String("rejection")));
        Assert.Equal(1, await StockAsync(productId));
    }

    [Fact]
    public async Task Pay_MoreThanTheBalance_IsRefusedAndGivesEverythingBack()
    {
        var (customerId, couponId) = (await api.NewCustomerAsync(balance: 9), await api.NewCampaignAsync(won: 1));
        var productId = await api.NewProductAsync(price: 11, stock: 1);
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId });
        var orderId = (await Place(customerId, productId, couponId: couponId)).String("orderId");

        (await Pay(orderId)).AssertProblem(409, "BALANCE_INSUFFICIENT");
        Assert.Equal(1, await StockAsync(productId));

        await api.Http.PostAsync($"/v1/users/{customerId}/balance", new { amount = 1 });
        (await Pay(orderId)).AssertStatus(201);
    }

    [Fact]
    public async Task Pay_CouponUsedMeanwhile_IsRefused()
    {
        var (customerId, couponId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewCampaignAsync(won: 1));
        var productId = await api.NewProductAsync(price: 10, stock: 2);
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId });
        var orders = new[] { await Place(customerId, productId, couponId: couponId),
            await Place(customerId, productId, couponId: couponId) };
        (await Pay(orders[0].String("orderId"))).AssertStatus(201);

        (await Pay(orders[1].String("orderId"))).AssertProblem(409, "COUPON_UNAVAILABLE");

        Assert.Equal(1, await StockAsync(productId));
        (await Place(customerId, productId, couponId: couponId)).AssertProblem(409, "COUPON_UNAVAILABLE");
    }

    [Fact]
    public async Task PlaceAndPay_Outcomes_AreThoseOfItsParts()
    {
        var (userId, productId) = (await api.NewCustomerAsync(balance: 100), await api.NewProductAsync(price: 40, stock: 2));

        var paid = (await PlaceAndPay(userId, productId, quantity: 1, totalAmount: 40)).AssertStatus(200);

        Assert.Equal(("PAID", 40), (paid.String("status"), paid.Number("totalAmount")));
        (await PlaceAndPay(userId, productId, quantity: 1, totalAmount: 41)).AssertProblem(409, "TOTAL_AMOUNT_MISMATCH");
        (await PlaceAndPay(userId, productId, quantity: 2, totalAmount: 80)).AssertProblem(409, "STOCK_INSUFFICIENT");
        (await PlaceAndPay(api.NewId(), productId, quantity: 1, totalAmount: 40)).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        (await PlaceAndPay(userId, api.NewId(), quantity: 1, totalAmount: 40)).AssertProblem(404, "PRODUCT_NOT_FOUND");
        var dear = await api.NewProductAsync(price: 61, stock: 1);
        (await PlaceAndPay(userId, dear, quantity: 1, totalAmount: 61)).AssertProblem(409, "BALANCE_INSUFFICIENT");
    }

    [Fact]
    public async Task ListOfCustomer_PageByPage_TellsTheLatestFirst()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 1, stock: 20));
        var couponId = await api.NewCampaignAsync(won: 2);
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId });
        var placed = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            placed.Insert(0, (await Place(customerId, productId, quantity: 3 + i, couponId: i == 2 ? couponId : null)).String("orderId"));
            api.Host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
        await Pay(placed[0]);
        await api.Host.ReadTablesFollowAsync();

        var first = (await api.Http.GetAsync($"/customers/{customerId}/orders?limit=2")).AssertStatus(200);
        var second = (await api.Http.GetAsync($"/customers/{customerId}/orders?limit=2&after={first.String("next")}")).AssertStatus(200);

        var orders = first.Json.GetProperty("items").EnumerateArray().Concat(second.Json.GetProperty("items").EnumerateArray()).ToList();
        Assert.Equal(placed, orders.Select(order => order.GetProperty("orderId").GetString()));
        Assert.Equal(["PAID", "PLACED", "PLACED"], orders.Select(order => order.GetProperty("status").GetString()));
        Assert.Equal([(5, 2), (4, 0), (3, 0)],
            orders.Select(order => (order.GetProperty("totalAmount").GetInt32(), order.GetProperty("discountAmount").GetInt32())));
        Assert.All(orders, order => Assert.Equal(customerId, order.GetProperty("customerId").GetInt64()));
        Assert.False(second.Json.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task ListOfCustomer_WithoutOrders_IsEmptyOrNotFound()
    {
        var empty = (await api.Http.GetAsync($"/customers/{await api.NewCustomerAsync(1)}/orders")).AssertStatus(200);
        Assert.Equal(0, empty.Json.GetProperty("items").GetArrayLength());
        (await api.Http.GetAsync($"/customers/{api.NewId()}/orders")).AssertProblem(404, "CUSTOMER_NOT_FOUND");
    }

    private Task<ApiAnswer> Place(long customerId, long productId, int quantity = 1, long? couponId = null, string? key = null) =>
        api.Http.PostAsync(
        "/orders", new { customerId, couponId, items = new[] { new { productId, productOptionId = productId, quantity } } }, key);

    private Task<ApiAnswer> PlaceAndPay(long userId, long productId, int quantity, long totalAmount) => api.Http.PostAsync(
        "/v1/orders", new { userId, totalAmount, products = new[] { new { productId, quantity } } });

    private Task<ApiAnswer> Pay(string? orderId) => api.Http.PostAsync("/payments", new { orderId });

    private async Task<long> StockAsync(long productId) =>
        (await api.Http.GetAsync($"/v1/products/{productId}")).Json.GetProperty("options")[0].GetProperty("stock").GetInt64();
}
