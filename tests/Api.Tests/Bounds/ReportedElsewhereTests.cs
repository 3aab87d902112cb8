using Commerce.Fixtures;

namespace Commerce.Bounds;

/// <summary>Faults of other shops, tried here.</summary>
[Collection(ApiTests.Name)]
public sealed class ReportedElsewhereTests(ApiFixture api)
{
    [Fact]
    public async Task Order_OneOptionInTwoLinesPastItsStock_IsRefusedAndTakesNothing()
    {
        var (customer, product) = (await api.NewCustomerAsync(balance: 100_000), await api.NewProductAsync(price: 100, stock: 5));
        var line = new { productId = product, productOptionId = product, quantity = 3 };
        var order = (await api.Http.PostAsync("/orders", new { customerId = customer, items = new[] { line, line } })).AssertStatus(201);

        (await api.Http.PostAsync("/payments", new { orderId = order.String("orderId") })).AssertProblem(409, "STOCK_INSUFFICIENT");

        Assert.Equal(5, (await api.Http.GetAsync($"/v1/products/{product}")).Json.GetProperty("options")[0].GetProperty("stock")
            .GetInt64());
    }

    [Fact]
    public async Task Order_ALineOfMinusPiecesBesideAnother_IsRefused()
    {
        var (customer, product) = (await api.NewCustomerAsync(balance: 100_000), await api.NewProductAsync(price: 100, stock: 5));
        var items = new[] { new { productId = product, productOptionId = product, quantity = 5 }, new { productId = product,
            productOptionId = product, quantity = -4 } };

        (await api.Http.PostAsync("/orders", new { customerId = customer, items }))
            .AssertProblem(400, "INVALID_INPUT", "items[1].quantity");
    }

    [Fact]
    public async Task Payment_OfTheEmptyOrderId_IsNotFound() =>
        (await api.Http.PostAsync("/payments", new { orderId = Guid.Empty })).AssertProblem(404, "ORDER_NOT_FOUND");

    [Fact]
    public async Task IdsThatABrowserRounds_AreRefusedAndNotTakenForAnother()
    {
        // What JavaScript makes of 9007199254740993; the customer beside it exists.
        (await api.Http.PutAsync($"/admin/customers/{IdBounds.Max}", new { username = "Last", openingBalance = 0 })).AssertStatus(201);

        foreach (var id in new[] { "9007199254740992", "9007199254740993", "9007199254740994" })
            (await api.Http.PostAsync($"/v1/users/{id}/balance", new { amount = 1 })).AssertProblem(400, "INVALID_INPUT", "userId");
        Assert.Equal(0, (await api.Http.GetAsync($"/v1/users/{IdBounds.Max}/balance")).Number("balance"));
    }

    [Fact]
    public async Task Charge_OneKeyManyTimesAtOnce_IsChargedOnce()
    {
        var (customer, key) = (await api.NewCustomerAsync(balance: 0), ApiFixture.NewKey());

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ =>
            api.Http.PostAsync($"/v1/users/{customer}/balance", new { amount = 7 }, key)));

        Assert.All(answers, answer => Assert.Equal(7, answer.AssertStatus(200).Number("balance")));
        Assert.Single(answers, answer => !answer.IsReplayed);
        (await api.Http.PostAsync($"/v1/users/{customer}/balance", new { amount = 8 }, key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");
        Assert.Equal(7, (await api.Http.GetAsync($"/v1/users/{customer}/balance")).Number("balance"));
    }

    [Fact]
    public async Task Coupon_EndsAtItsMoment_WhateverZoneItWasSaidIn()
    {
        var id = api.NewId();
        var ends = api.Host.Clock.GetUtcNow().AddMinutes(30);
        (await api.Http.PutAsync($"/admin/coupons/{id}", new
        {
            name = "n",
            discountType = "FIXED",
            discountAmount = 1,
            totalQuantity = 10,
            startedAt = ends.AddHours(-1).ToOffset(TimeSpan.FromHours(-11)),
            expiredAt = ends.ToOffset(TimeSpan.FromHours(14)), // tomorrow, where it was said
        })).AssertStatus(201);

        (await api.Http.PostAsync("/coupons/issue", new { couponId = id, customerId = 1 })).AssertStatus(201);
        api.Host.Clock.Advance(TimeSpan.FromMinutes(30));
        (await api.Http.PostAsync("/coupons/issue", new { couponId = id, customerId = 2 })).AssertProblem(409, "COUPON_NOT_OPEN");
    }
}
