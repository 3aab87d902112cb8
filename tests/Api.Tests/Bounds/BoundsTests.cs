using Commerce.Fixtures;

namespace Commerce.Bounds;

[Collection(ApiTests.Name)]
public sealed class BoundsTests(ApiFixture api)
{
    [Theory]
    [InlineData("2026-03-01T10:00:00")]
    [InlineData("2026-03-01T10:00:00.123")]
    [InlineData("2026-03-02")]
    public async Task Time_WithoutOffset_IsRefusedWithTheFieldAndTheReason(string time)
    {
        foreach (var field in new[] { "startedAt", "expiredAt" })
        {
            var answer = await PutCouponAsync(field == "startedAt" ? time : "2025-01-01T00:00:00Z", field == "expiredAt" ? time : "2030-01-01T00:00:00Z");

            Assert.Contains("must have an offset", answer.AssertProblem(400, "INVALID_INPUT", field).String("message"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z")]
    [InlineData("2026-03-01T10:00:00+09:00", "2026-03-01T01:00:00Z")]
    [InlineData("2026-03-01T10:00:00-03:30", "2026-03-01T13:30:00Z")]
    [InlineData("2026-03-01T10:00:00.120+00:00", "2026-03-01T10:00:00.12Z")]
    public async Task Time_WithOffset_IsThatMoment(string time, string moment)
    {
        var answer = (await PutCouponAsync(time, "2030-01-01T00:00:00Z")).AssertStatus(201);

        Assert.Equal(DateTimeOffset.Parse(moment, null), DateTimeOffset.Parse(answer.String("startedAt")!, null));
    }

    [Fact]
    public async Task Ids_OfTheLastThatABrowserCanSay_Work()
    {
        await using var host = await ApiUnderTest.StartAsync();
        var http = host.Http;
        (await http.PutAsync($"/admin/customers/{IdBounds.Max}", new { username = "Last", openingBalance = 1_000 })).AssertStatus(201);
        var options = new[] { new { productOptionId = IdBounds.Max, name = "Last", extraPrice = 0, stock = 1 } };
        (await http.PutAsync($"/admin/products/{IdBounds.Max}", new { name = "Last", basePrice = 100, options })).AssertStatus(201);
        (await http.PutAsync($"/admin/coupons/{IdBounds.Max}", api.Campaign())).AssertStatus(201);
        (await http.PostAsync("/coupons/issue", new { couponId = IdBounds.Max, customerId = IdBounds.Max })).AssertStatus(201);

        var items = new[] { new { productId = IdBounds.Max, productOptionId = IdBounds.Max, quantity = 1 } };
        var order = (await http.PostAsync("/orders", new { customerId = IdBounds.Max, couponId = IdBounds.Max, items })).AssertStatus(201);
        (await http.PostAsync("/payments", new { orderId = order.String("orderId") })).AssertStatus(201);
        await host.ReadTablesFollowAsync();
        (await http.GetAsync($"/customers/{IdBounds.Max}/orders")).AssertStatus(200);
        Assert.Equal(1, (await http.GetAsync($"/customers/{IdBounds.Max}/coupons")).AssertStatus(200).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task CustomerZero_IsACustomerLikeAnyOther()
    {
        await using var host = await ApiUnderTest.StartAsync("--Demo:Load=true");
        var http = host.Http;
        (await http.GetAsync("/v1/users/0/balance")).AssertProblem(404, "CUSTOMER_NOT_FOUND");
        (await http.PostAsync("/coupon/apply?userId=0", null)).AssertStatus(200);
        (await http.PostAsync("/coupon/apply?userId=0", null)).AssertProblem(409, "COUPON_ALREADY_ISSUED");
        (await http.PostAsync("/coupons/issue", new { couponId = 4001, customerId = 0 })).AssertStatus(201);
        (await http.PostAsync("/api/v1/coupons/issue", new { userId = 0, couponCode = "COUPON2025" })).AssertStatus(200);
        (await http.PutAsync("/admin/customers/0", new { username = "Zero", openingBalance = 10_000 })).AssertStatus(201);
        Assert.Equal(10_001, (await http.PostAsync("/v1/users/0/balance", new { amount = 1 })).AssertStatus(200).Number("balance"));
        var products = new[] { new { productId = 4, quantity = 1 } };
        (await http.PostAsync("/v1/orders", new { userId = 0, totalAmount = 600, products }, "first")).AssertStatus(200);
        await host.ReadTablesFollowAsync();
        Assert.Equal(3, (await http.GetAsync("/customers/0/coupons")).AssertStatus(200).Json.GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await http.GetAsync("/customers/0/orders")).AssertStatus(200).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task WhatTheGrainRefuses_IsTheFieldInAProblem()
    {
        var id = api.NewId();
        (await PutOptionsAsync(id, 1, 60)).AssertStatus(201);

        // Each request is within bounds; what the product would come to is not.
        (await PutOptionsAsync(id, 61, 60)).AssertProblem(400, "INVALID_INPUT", "options");

        (await PutOptionsAsync(id, 61, 40)).AssertStatus(200);
        Assert.Equal(100, (await api.Http.GetAsync($"/v1/products/{id}")).Json.GetProperty("options").GetArrayLength());
    }

    private Task<ApiAnswer> PutOptionsAsync(long productId, int first, int count) => api.Http.PutAsync($"/admin/products/{productId}", new
    {
        name = "Notebook",
        basePrice = 1,
        options = Enumerable.Range(first, count).Select(i => new { productOptionId = i, name = "o", extraPrice = 0, stock = 1 }),
    });

    private Task<ApiAnswer> PutCouponAsync(string startedAt, string expiredAt) => api.Http.PutAsync($"/admin/coupons/{api.NewId()}",
        new { name = "n", discountType = "FIXED", discountAmount = 1, totalQuantity = 1, startedAt, expiredAt });
}
