using Commerce.Fixtures;

namespace Commerce.Coupons;

[Collection(ApiTests.Name)]
public sealed class IssueTests(ApiFixture api)
{
    private const string Route = "/coupons/issue";

    [Fact]
    public async Task Issue_OpenCampaign_IsCreatedWithTheNextNumber()
    {
        var couponId = await api.NewCampaignAsync();
        await api.Http.PostAsync(Route, new { couponId, customerId = 1 });

        var answer = await api.Http.PostAsync(Route, new { couponId, customerId = IdBounds.Max });

        answer.AssertStatus(201);
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal((couponId, IdBounds.Max, 2), (answer.Number("couponId"), answer.Number("customerId"), answer.Number("issueNumber")));
        Assert.Equal(api.Host.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            answer.Json.GetProperty("issuedAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.False(answer.IsReplayed);
    }

    [Fact]
    public async Task Issue_UnknownCampaign_IsNotFound() =>
        (await api.Http.PostAsync(Route, new { couponId = api.NewId(), customerId = 1 })).AssertProblem(404, "COUPON_NOT_FOUND");

    [Fact]
    public async Task Issue_CampaignWithACode_AsksForTheCode()
    {
        var couponId = await api.NewCampaignAsync(code: $"ONLY-{api.NewId()}");

        (await api.Http.PostAsync(Route, new { couponId, customerId = 1 })).AssertProblem(403, "COUPON_CODE_REQUIRED");
        (await api.Http.PostAsync(Route, new { couponId = 4003, customerId = 1 })).AssertProblem(403, "COUPON_CODE_REQUIRED");
        Assert.Equal(0, (await api.Http.GetAsync($"/coupons/{couponId}")).Number("issuedQuantity"));
    }

    [Fact]
    public async Task Issue_Twice_IsAlreadyIssued()
    {
        var couponId = await api.NewCampaignAsync(quantity: 1);
        await api.Http.PostAsync(Route, new { couponId, customerId = 1 });

        (await api.Http.PostAsync(Route, new { couponId, customerId = 1 })).AssertProblem(409, "COUPON_ALREADY_ISSUED");
    }

    [Fact]
    public async Task Issue_NoPieceLeft_IsSoldOut()
    {
        var couponId = await api.NewCampaignAsync(quantity: 1);
        await api.Http.PostAsync(Route, new { couponId, customerId = 1 });

        (await api.Http.PostAsync(Route, new { couponId, customerId = 2 })).AssertProblem(409, "COUPON_SOLD_OUT");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-2)]
    public async Task Issue_OutsideTheWindow_IsNotOpen(int startsInHours)
    {
        var couponId = api.NewId();
        var startedAt = api.Host.Clock.GetUtcNow().AddHours(startsInHours);
        (await api.Http.PutAsync($"/admin/coupons/{couponId}", new
        {
            name = "Later or over",
            discountType = "RATE",
            discountAmount = 10,
            totalQuantity = 5,
            startedAt,
            expiredAt = startedAt.AddHours(2),
        })).AssertStatus(201);

        (await api.Http.PostAsync(Route, new { couponId, customerId = 1 })).AssertProblem(409, "COUPON_NOT_OPEN");
    }

    [Fact]
    public async Task Issue_ManyAtOnce_IssuesExactlyTheQuantity()
    {
        var couponId = await api.NewCampaignAsync(quantity: 20);

        var answers = await Task.WhenAll(Enumerable.Range(1, 60)
            .Select(customerId => api.Http.PostAsync(Route, new { couponId, customerId })));

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n),
            answers.Where(a => a.Status == 201).Select(a => a.Number("issueNumber")).Order());
        Assert.Equal(40, answers.Count(a => a.Code == "COUPON_SOLD_OUT"));
    }
}
