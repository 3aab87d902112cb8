using Commerce.Fixtures;

namespace Commerce.Coupons;

[Collection(ApiTests.Name)]
public sealed class CouponReadTests(ApiFixture api)
{
    [Fact]
    public async Task Get_Campaign_TellsTermsAndWhatIsLeft()
    {
        var couponId = await api.NewCampaignAsync(quantity: 3);
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId = 1 });

        var answer = (await api.Http.GetAsync($"/coupons/{couponId}")).AssertStatus(200);

        Assert.Equal(("봄 할인", "FIXED"), (answer.String("name"), answer.String("discountType")));
        Assert.Equal((couponId, 1_000, 3), (answer.Number("couponId"), answer.Number("discountAmount"), answer.Number("totalQuantity")));
        Assert.Equal((1, 2), (answer.Number("issuedQuantity"), answer.Number("remainingQuantity")));
        Assert.Equal(TimeSpan.FromHours(2),
            answer.Json.GetProperty("expiredAt").GetDateTimeOffset() - answer.Json.GetProperty("startedAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task Get_UnknownCampaign_IsNotFound() =>
        (await api.Http.GetAsync($"/coupons/{api.NewId()}")).AssertProblem(404, "COUPON_NOT_FOUND");

    [Fact]
    public async Task ListOfCustomer_MoreThanAPage_IsReadPageByPage()
    {
        var customerId = api.NewId();
        var coupons = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            coupons.Add(await api.NewCampaignAsync());
            await api.Http.PostAsync("/coupons/issue", new { couponId = coupons[i], customerId });
        }
        await api.Host.ReadTablesFollowAsync();

        var listed = new List<long>();
        string? after = "0";
        do
        {
            var page = (await api.Http.GetAsync($"/customers/{customerId}/coupons?limit=2&after={after}")).AssertStatus(200);
            var items = page.Json.GetProperty("items").EnumerateArray().ToList();
            Assert.InRange(items.Count, 1, 2);
            Assert.All(items, item => Assert.Equal("ISSUED", item.GetProperty("status").GetString()));
            Assert.All(items, item => Assert.Equal(customerId, item.GetProperty("customerId").GetInt64()));
            listed.AddRange(items.Select(item => item.GetProperty("couponId").GetInt64()));
            after = page.Json.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        Assert.Equal(coupons, listed);
    }

    [Fact]
    public async Task ListOfCustomer_PieceUsedByAPaidOrder_IsUsed()
    {
        var customerId = await api.NewCustomerAsync(balance: 10_000);
        var couponId = await api.NewCampaignAsync();
        var productId = await api.NewProductAsync(price: 5_000, stock: 1);
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId });
        var order = await api.Http.PostAsync("/orders",
            new { customerId, couponId, items = new[] { new { productId, productOptionId = productId, quantity = 1 } } });
        (await api.Http.PostAsync("/payments", new { orderId = order.String("orderId") })).AssertStatus(201);
        await api.Host.ReadTablesFollowAsync();

        var page = await api.Http.GetAsync($"/customers/{customerId}/coupons");

        Assert.Equal("USED", page.Json.GetProperty("items")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task ListOfCustomer_KnownCustomerWithoutAny_IsEmpty()
    {
        var page = (await api.Http.GetAsync("/customers/2999/coupons")).AssertStatus(200);
        Assert.Empty(page.Json.GetProperty("items").EnumerateArray());
        Assert.False(page.Json.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task GetOfCustomer_FromIssueToUse_TellsWhatIsTrueAtOnce()
    {
        var (customerId, couponId) = (await api.NewCustomerAsync(balance: 10_000), await api.NewCampaignAsync());
        var productId = await api.NewProductAsync(price: 5_000, stock: 1);
        var route = $"/coupons/{couponId}/customers/{customerId}";
        (await api.Http.GetAsync(route)).AssertProblem(404, "COUPON_NOT_HELD");
        (await api.Http.GetAsync($"/coupons/{api.NewId()}/customers/{customerId}")).AssertProblem(404, "COUPON_NOT_FOUND");

        (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId })).AssertStatus(201);

        var issued = (await api.Http.GetAsync(route)).AssertStatus(200);
        Assert.Equal((couponId, customerId, 1), (issued.Number("couponId"), issued.Number("customerId"), issued.Number("issueNumber")));
        Assert.Equal("ISSUED", issued.String("status"));
        Assert.False(issued.Json.TryGetProperty("orderId", out _));

        var order = await api.Http.PostAsync("/orders",
            new { customerId, couponId, items = new[] { new { productId, productOptionId = productId, quantity = 1 } } });
        (await api.Http.PostAsync("/payments", new { orderId = order.String("orderId") })).AssertStatus(201);
        var used = (await api.Http.GetAsync(route)).AssertStatus(200);
        Assert.Equal(("USED", order.String("orderId")), (used.String("status"), used.String("orderId")));
    }

    [Fact]
    public async Task ListOfCustomer_UnknownCustomer_IsEmpty() =>
        Assert.Empty((await api.Http.GetAsync($"/customers/{api.NewId()}/coupons")).AssertStatus(200).Json.GetProperty("items")
            .EnumerateArray());
}
