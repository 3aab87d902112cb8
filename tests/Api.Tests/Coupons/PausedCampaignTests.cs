using Commerce.Fixtures;

namespace Commerce.Coupons;

/// <summary>A campaign that stops issuing, and pieces that outlive it.</summary>
[Collection(ApiTests.Name)]
public sealed class PausedCampaignTests(ApiFixture api)
{
    [Fact]
    public async Task Put_Paused_IssuesNothing_AndWhatIsHeldStaysUsable()
    {
        var (couponId, customerId) = (await api.NewCampaignAsync(), await api.NewCustomerAsync(balance: 10_000));
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId });

        var paused = (await PutAsync(couponId, paused: true)).AssertStatus(200);

        Assert.True(paused.Json.GetProperty("paused").GetBoolean());
        Assert.True((await api.Http.GetAsync($"/coupons/{couponId}")).Json.GetProperty("paused").GetBoolean());
        (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId = api.NewId() })).AssertProblem(409, "COUPON_PAUSED");
        (await api.Http.PutAsync($"/admin/coupons/{couponId}", api.Campaign())).AssertStatus(200); // left out, it stays
        (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId })).AssertProblem(409, "COUPON_PAUSED");
        (await PlaceAsync(couponId, customerId)).AssertStatus(201);

        (await PutAsync(couponId, paused: false)).AssertStatus(200);
        (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId = api.NewId() })).AssertStatus(201);
    }

    [Fact]
    public async Task Put_CodesOfAPausedCampaign_AreRefusedAlike()
    {
        var code = $"PAUSED-{api.NewId()}";
        var couponId = await api.NewCampaignAsync(code: code);
        (await PutAsync(couponId, paused: true)).AssertStatus(200);

        (await api.Http.PostAsync("/api/v1/coupons/issue", new { userId = api.NewId(), couponCode = code }))
            .AssertProblem(409, "COUPON_PAUSED");
    }

    [Fact]
    public async Task Put_UsableAfterTheEnd_IssuesNoMoreAndCanBeUsedOn()
    {
        var (couponId, customerId) = (await api.NewCampaignAsync(), await api.NewCustomerAsync(balance: 10_000));
        await api.Http.PostAsync("/coupons/issue", new { couponId, customerId });
        var now = api.Host.Clock.GetUtcNow();

        Assert.Equal(now.AddHours(1), Moment((await api.Http.GetAsync($"/coupons/{couponId}")), "usableUntil"), TimeSpan.FromMinutes(1));
        var over = (await PutAsync(couponId, expiredAt: now.AddMinutes(-1), usableUntil: now.AddDays(1))).AssertStatus(200);

        Assert.Equal(now.AddDays(1), Moment(over, "usableUntil"), TimeSpan.FromSeconds(1));
        (await api.Http.PostAsync("/coupons/issue", new { couponId, customerId = api.NewId() })).AssertProblem(409, "COUPON_NOT_OPEN");
        (await PlaceAsync(couponId, customerId)).AssertStatus(201);
        (await PutAsync(couponId, expiredAt: now, usableUntil: now.AddSeconds(-1))).AssertProblem(400, "INVALID_INPUT", "usableUntil");
    }

    private static DateTimeOffset Moment(ApiAnswer answer, string field) => answer.Json.GetProperty(field).GetDateTimeOffset();

    private async Task<ApiAnswer> PlaceAsync(long couponId, long customerId)
    {
        var productId = await api.NewProductAsync(price: 5_000, stock: 1);
        return await api.Http.PostAsync("/orders",
            new { customerId, couponId, items = new[] { new { productId, productOptionId = productId, quantity = 1 } } });
    }

    private Task<ApiAnswer> PutAsync(
        long couponId, bool? paused = null, DateTimeOffset? expiredAt = null, DateTimeOffset? usableUntil = null) =>
        api.Http.PutAsync($"/admin/coupons/{couponId}", new
        {
            name = "봄 할인",
            discountType = "FIXED",
            discountAmount = 1_000,
            totalQuantity = 10,
            startedAt = api.Host.Clock.GetUtcNow().AddHours(-1),
            expiredAt = expiredAt ?? api.Host.Clock.GetUtcNow().AddHours(1),
            paused,
            usableUntil,
        });
}
