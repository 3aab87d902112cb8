using Commerce.Fixtures;

namespace Commerce.Orders;

/// <summary>Keys that read like the step of a payment.</summary>
[Collection(ApiTests.Name)]
public sealed class StepKeyTests(ApiFixture api)
{
    [Fact]
    public async Task Pay_EveryStepsNameUsedAsAKeyBefore_IsPaidAndTakenOnce()
    {
        var customer = await api.NewCustomerAsync(balance: 50_000);
        var product = await api.NewProductAsync(price: 9_000, stock: 5);
        var coupon = await api.NewCampaignAsync(won: 1_000);
        (await api.Http.PostAsync("/coupons/issue", new { couponId = coupon, customerId = customer })).AssertStatus(201);
        var items = new[] { new { productId = product, productOptionId = product, quantity = 2 } };
        var placed = (await api.Http.PostAsync("/orders", new { customerId = customer, couponId = coupon, items })).AssertStatus(201);
        var orderId = Guid.Parse(placed.String("orderId")!);
        foreach (var prefix in new[] { $"{orderId:N}", $"{orderId:D}" })
        {
            (await api.Http.PostAsync($"/v1/users/{customer}/balance", new { amount = 1 }, $"{prefix}/1/debit")).AssertStatus(200);
            (await api.Http.PostAsync("/coupons/issue", new { couponId = coupon, customerId = api.NewId() }, $"{prefix}/1/redeem"))
                .AssertStatus(201);
            (await api.Http.PostAsync("/coupons/issue", new { couponId = coupon, customerId = api.NewId() },
                $"{prefix}/1/restore-coupon")).AssertStatus(201);
            (await api.Http.PutAsync($"/admin/products/{product}", Product(product, 6), $"{prefix}/1/deduct/{product}")).AssertStatus(200);
            (await api.Http.PutAsync($"/admin/products/{product}", Product(product, 7), $"{prefix}/1/restore/{product}")).AssertStatus(200);
        }

        var paid = (await api.Http.PostAsync("/payments", new { orderId })).AssertStatus(201);

        Assert.Equal(17_000, paid.Number("amount"));
        Assert.Equal(50_002 - 17_000, (await api.Http.GetAsync($"/v1/users/{customer}/balance")).Number("balance"));
        Assert.Equal(5, (await api.Http.GetAsync($"/v1/products/{product}")).Json.GetProperty("options")[0].GetProperty("stock")
            .GetInt64());
    }

    private static object Product(long id, long supplied) =>
        new
        {
            name = "Notebook",
            basePrice = 9_000,
            options = new[] { new { productOptionId = id, name = "One size", extraPrice = 0, supplied } }
        };
}
