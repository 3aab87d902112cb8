using Commerce.Fixtures;
using Commerce.Storage;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Commerce.Orders;

/// <summary>Payments at the edges: refused and repeated, for nothing, with a coupon whose time is over.</summary>
[Collection(ApiTests.Name)]
public sealed class PaymentTests(ApiFixture api)
{
    [Fact]
    public async Task Pay_RefusedUnderAKey_IsTriedAgainUnderIt()
    {
        var (customerId, productId, key) =
            (await api.NewCustomerAsync(balance: 9), await api.NewProductAsync(price: 10, stock: 1), ApiFixture.NewKey());
        var orderId = await PlaceAsync(customerId, [productId]);
        (await PayAsync(orderId, key)).AssertProblem(409, "BALANCE_INSUFFICIENT");
        await api.Http.PostAsync($"/v1/users/{customerId}/balance", new { amount = 1 });

        Assert.Equal("REJECTED", (await api.Http.GetAsync($"/orders/{orderId}")).String("status"));

        var paid = await PayAsync(orderId, key);
        Assert.False(paid.AssertStatus(201).IsReplayed);
        Assert.True((await PayAsync(orderId, key)).AssertStatus(201).IsReplayed);
        (await PayAsync(orderId, ApiFixture.NewKey())).AssertProblem(409, "ORDER_ALREADY_PAID");
    }

    [Fact]
    public async Task Pay_DiscountAboveTheTotal_CostsNothingAndStillTakesStockAndCoupon()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 0), await api.NewProductAsync(price: 600, stock: 1));
        var couponId = await NewPieceAsync(customerId, api.Campaign(won: 1_000));

        var orderId = await PlaceAsync(customerId, [productId], couponId);
        var paid = (await PayAsync(orderId)).AssertStatus(201);

        Assert.Equal(("PAID", 0), (paid.String("status"), paid.Number("amount")));
        var order = await api.Http.GetAsync($"/orders/{orderId}");
        Assert.Equal((600, 600), (order.Number("totalAmount"), order.Number("discountAmount")));
        Assert.Equal(0, (await api.Http.GetAsync($"/v1/products/{productId}")).Json.GetProperty("options")[0].GetProperty("stock")
            .GetInt64());
        (await TryPlaceAsync(customerId, [productId], couponId)).AssertProblem(409, "COUPON_UNAVAILABLE");
        Assert.Single((await api.Http.GetAsync($"/v1/users/{customerId}/balance/history")).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Pay_RateCouponOverTwoLinesOfOneOption_RoundsDownAndTakesBothLines()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 111, stock: 3));
        var now = api.Host.Clock.GetUtcNow();
        var couponId = await NewPieceAsync(customerId, new
        {
            name = "봄 할인",
            discountType = "RATE",
            discountAmount = 15,
            totalQuantity = 1,
            startedAt = now.AddHours(-1),
            expiredAt = now.AddHours(1),
        });

        var orderId = await PlaceAsync(customerId, [productId, productId], couponId);

        Assert.Equal(222 - 33, (await PayAsync(orderId)).AssertStatus(201).Number("amount")); // 15 % of 222 is 33.3
        var lines = (await api.Http.GetAsync($"/orders/{orderId}")).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(
            [(productId, productId, 1, 111), (productId, productId, 1, 111)],
            lines.Select(line => (line.GetProperty("productId").GetInt64(), line.GetProperty("productOptionId").GetInt64(),
                line.GetProperty("quantity").GetInt32(), line.GetProperty("price").GetInt32())));
        Assert.Equal(1, (await api.Http.GetAsync($"/v1/products/{productId}")).Json.GetProperty("options")[0].GetProperty("stock")
            .GetInt64());
    }

    [Fact]
    public async Task Pay_PieceUsedByAnotherOrderMeanwhile_IsRefusedAndGivesTheStockBack()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 10, stock: 2));
        var couponId = await NewPieceAsync(customerId, api.Campaign());
        var orderId = await PlaceAsync(customerId, [productId], couponId);
        (await PayAsync(await PlaceAsync(customerId, [productId], couponId))).AssertStatus(201);

        (await PayAsync(orderId)).AssertProblem(409, "COUPON_UNAVAILABLE");
        (await TryPlaceAsync(customerId, [productId], couponId)).AssertProblem(409, "COUPON_UNAVAILABLE");
        Assert.Equal("COUPON_UNAVAILABLE", (await api.Http.GetAsync($"/orders/{orderId}")).String("rejection"));
        Assert.Equal(1, (await api.Http.GetAsync($"/v1/products/{productId}")).Json.GetProperty("options")[0].GetProperty("stock")
            .GetInt64());
    }

    [Fact]
    public async Task Pay_TermsChangedAndCampaignOverMeanwhile_CostsWhatItWasPlacedAt()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 9_000), await api.NewProductAsync(price: 10_000, stock: 1));
        var now = api.Host.Clock.GetUtcNow();
        object Terms(long won, DateTimeOffset until) => new
        {
            name = "봄 할인",
            discountType = "FIXED",
            discountAmount = won,
            totalQuantity = 1,
            startedAt = now.AddHours(-1),
            expiredAt = until,
        };
        var couponId = await NewPieceAsync(customerId, Terms(1_000, now.AddHours(1)));
        var orderId = await PlaceAsync(customerId, [productId], couponId);

        (await api.Http.PutAsync($"/admin/coupons/{couponId}", Terms(2_000, now))).AssertStatus(200);

        (await TryPlaceAsync(customerId, [productId], couponId)).AssertProblem(409, "COUPON_UNAVAILABLE");
        Assert.Equal(9_000, (await PayAsync(orderId)).AssertStatus(201).Number("amount"));
        Assert.Equal(0, (await api.Http.GetAsync($"/v1/users/{customerId}/balance")).Number("balance"));
    }

    [Fact]
    public async Task Place_DiscountOfNothing_IsCouponUnavailableAndLeavesThePiece()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 99, stock: 9));
        var now = api.Host.Clock.GetUtcNow();
        var couponId = await NewPieceAsync(customerId, new
        {
            name = "봄 할인",
            discountType = "RATE",
            discountAmount = 1,
            totalQuantity = 1,
            startedAt = now.AddHours(-1),
            expiredAt = now.AddHours(1),
        });

        (await TryPlaceAsync(customerId, [productId], couponId)).AssertProblem(409, "COUPON_UNAVAILABLE");

        var orderId = await PlaceAsync(customerId, [productId, productId], couponId); // 1 % of 198
        Assert.Equal(197, (await PayAsync(orderId)).AssertStatus(201).Number("amount"));
    }

    [Fact]
    public async Task Pay_NotInTime_IsExpiredAndTakesNothing()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 10, stock: 1));
        var (inTime, late) = (await PlaceAsync(customerId, [productId]), await PlaceAsync(customerId, [productId, productId]));
        var placed = await api.Http.GetAsync($"/orders/{late}");
        Assert.Equal(placed.Json.GetProperty("placedAt").GetDateTimeOffset().AddMinutes(30),
            placed.Json.GetProperty("expiresAt").GetDateTimeOffset());
        (await PayAsync(late)).AssertProblem(409, "STOCK_INSUFFICIENT");

        api.Host.Clock.Advance(TimeSpan.FromMinutes(29));
        (await PayAsync(inTime)).AssertStatus(201);
        api.Host.Clock.Advance(TimeSpan.FromMinutes(2));

        (await PayAsync(late)).AssertProblem(409, "ORDER_EXPIRED");
        var order = await api.Http.GetAsync($"/orders/{late}");
        Assert.Equal(("EXPIRED", "STOCK_INSUFFICIENT"), (order.String("status"), order.String("rejection")));
        Assert.Equal("PAID", (await api.Http.GetAsync($"/orders/{inTime}")).String("status"));
        (await PayAsync(inTime)).AssertProblem(409, "ORDER_ALREADY_PAID");
        await api.Host.ReadTablesFollowAsync();
        var listed = await api.Http.GetAsync($"/customers/{customerId}/orders");
        Assert.Equal(["EXPIRED", "PAID"],
            listed.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()).Order());
    }

    [Fact]
    public async Task List_TheSettingIsAnotherByNow_SaysOfEachOrderWhatItSaysOfItself()
    {
        var (customerId, productId) = (await api.NewCustomerAsync(balance: 1_000), await api.NewProductAsync(price: 10, stock: 1));
        var orderId = await PlaceAsync(customerId, [productId]);
        var options = api.Host.Services.GetRequiredService<IOptions<OrderOptions>>().Value;
        var before = options.PayWithin;
        try
        {
            options.PayWithin = TimeSpan.FromSeconds(1);
            api.Host.Clock.Advance(TimeSpan.FromMinutes(1));
            await api.Host.ReadTablesFollowAsync();

            Assert.Equal("PLACED", (await api.Http.GetAsync($"/orders/{orderId}")).String("status"));
            Assert.Equal("PLACED", await ListedAsync());
            await ForgetEndAsync(); // as a silo of the release before leaves it out
            Assert.Equal("EXPIRED", await ListedAsync());
            (await PayAsync(orderId)).AssertStatus(201);
        }
        finally
        {
            options.PayWithin = before;
        }

        async Task<string?> ListedAsync() => (await api.Http.GetAsync($"/customers/{customerId}/orders"))
            .Json.GetProperty("items")[0].GetProperty("status").GetString();

        Task ForgetEndAsync() => api.Host.Services.GetRequiredService<ISqlDatabase>().WriteAsync((connection, transaction) =>
            connection.ExecuteAsync("UPDATE customer_order SET expires_at = NULL WHERE customer_id = @customerId", new { customerId },
                transaction), CancellationToken.None);
    }

    [Fact]
    public async Task PlaceAndPay_ProductWithSeveralOptions_TakesTheFirst()
    {
        var userId = await api.NewCustomerAsync(balance: 10_000);

        var order = await api.Http.PostAsync("/v1/orders",
            new { userId, totalAmount = 10_000, products = new[] { new { productId = 5001, quantity = 1 } } });

        Assert.Equal(6001, order.AssertStatus(200).Json.GetProperty("items")[0].GetProperty("productOptionId").GetInt64());
    }

    private async Task<long> NewPieceAsync(long customerId, object campaign)
    {
        var couponId = api.NewId();
        (await api.Http.PutAsync($"/admin/coupons/{couponId}", campaign)).AssertStatus(201);
        (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId })).AssertStatus(201);
        return couponId;
    }

    private async Task<string?> PlaceAsync(long customerId, long[] products, long? couponId = null) =>
        (await TryPlaceAsync(customerId, products, couponId)).AssertStatus(201).String("orderId");

    private Task<ApiAnswer> TryPlaceAsync(long customerId, long[] products, long? couponId) => api.Http.PostAsync(
        "/orders", new { customerId, couponId, items = products.Select(id => new { productId = id, productOptionId = id, quantity = 1 }) });

    private Task<ApiAnswer> PayAsync(string? orderId, string? key = null) => api.Http.PostAsync("/payments", new { orderId }, key);
}
