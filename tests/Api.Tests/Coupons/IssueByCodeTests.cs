using Commerce.Fixtures;

namespace Commerce.Coupons;

[Collection(ApiTests.Name)]
public sealed class IssueByCodeTests(ApiFixture api)
{
    private const string Route = "/api/v1/coupons/issue";
    private const string Code = "COUPON2025";

    [Fact]
    public async Task IssueByCode_OnceAndAgain_IsIssuedThenAlreadyIssued()
    {
        var userId = api.NewId();

        var first = await api.Http.PostAsync(Route, new { userId, couponCode = "COUPON2025" });
        var again = await api.Http.PostAsync(Route, new { userId, couponCode = "COUPON2025" });

        Assert.Equal("ISSUED", first.AssertStatus(200).String("status"));
        Assert.Equal("ALREADY_ISSUED", again.AssertStatus(200).String("status"));
        Assert.Equal(first.Number("issueNumber"), again.Number("issueNumber"));
        Assert.Equal(("COUPON2025", userId), (again.String("couponCode"), again.Number("userId")));
    }

    [Theory]
    [InlineData("NO-SUCH-CODE")]
    [InlineData("쿠폰")]
    [InlineData("coupon2025")]
    [InlineData("COUPON2025 ")]
    [InlineData("coupon/4003")]
    public async Task IssueByCode_UnknownCode_IsNotFound(string couponCode) =>
        (await api.Http.PostAsync(Route, new { userId = api.NewId(), couponCode })).AssertProblem(404, "COUPON_NOT_FOUND");

    [Fact]
    public async Task IssueByCode_NoPieceLeft_IsSoldOut()
    {
        var couponCode = $"CODE-{api.NewId()}";
        await api.NewCampaignAsync(quantity: 1, code: couponCode);
        await api.Http.PostAsync(Route, new { userId = api.NewId(), couponCode });

        (await api.Http.PostAsync(Route, new { userId = api.NewId(), couponCode })).AssertProblem(409, "COUPON_SOLD_OUT");
    }

    [Fact]
    public async Task IssueByCode_BeforeTheStart_IsNotOpen()
    {
        var couponCode = $"LATER-{api.NewId()}";
        var now = api.Host.Clock.GetUtcNow();
        (await api.Http.PutAsync($"/admin/coupons/{api.NewId()}", new
        {
            name = "봄 할인",
            code = couponCode,
            discountType = "FIXED",
            discountAmount = 1,
            totalQuantity = 1,
            startedAt = now.AddHours(1),
            expiredAt = now.AddHours(2),
        })).AssertStatus(201);

        (await api.Http.PostAsync(Route, new { userId = api.NewId(), couponCode })).AssertProblem(409, "COUPON_NOT_OPEN");
    }

    [Fact]
    public async Task IssueByCode_FourthWithinTenSeconds_IsTooMany()
    {
        var (userId, other) = (api.NewId(), api.NewId());
        await SpendAsync(userId);
        var refused = (await IssueAsync(userId)).AssertProblem(429, "TOO_MANY_REQUESTS");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], null), 1, 10);
        (await IssueAsync(other)).AssertStatus(200);

        api.Host.Clock.Advance(TimeSpan.FromSeconds(10));
        await SpendAsync(userId);
        (await IssueAsync(userId)).AssertProblem(429, "TOO_MANY_REQUESTS");
    }

    [Fact]
    public async Task IssueByCode_ClockIsSetBackAnHour_WaitsForTheWindowAndNoLonger()
    {
        var (userId, code) = (api.NewId(), $"BACK-{api.NewId()}");
        await api.NewCampaignAsync(code: code); // open since an hour ago, whatever day that was
        await SpendAsync(userId, code);
        try
        {
            api.Host.Clock.Set(-TimeSpan.FromHours(1));
            var refused = (await IssueAsync(userId, code)).AssertProblem(429, "TOO_MANY_REQUESTS");
            Assert.InRange(int.Parse(refused.Headers["Retry-After"], null), 1, 10);

            api.Host.Clock.Advance(TimeSpan.FromSeconds(10));
            (await IssueAsync(userId, code)).AssertStatus(200);
        }
        finally
        {
            api.Host.Clock.Set(TimeSpan.FromHours(1));
        }
    }

    private async Task SpendAsync(long userId, string code = Code)
    {
        for (var i = 0; i < 3; i++)
            (await IssueAsync(userId, code)).AssertStatus(200);
    }

    [Fact]
    public async Task IssueByCode_RefusedAsMalformed_CostsNothingOfTheLimit()
    {
        var userId = api.NewId();
        for (var i = 0; i < 5; i++)
            (await api.Http.PostAsync(Route, new { userId, couponCode = "" })).AssertProblem(400, "INVALID_INPUT", "couponCode");
        for (var i = 0; i < 5; i++)
            (await api.Http.PostAsync(Route, new { userId, couponCode = "COUPON2025" }, key: "no spaces"))
                .AssertProblem(400, "INVALID_INPUT", "Idempotency-Key");

        (await IssueAsync(userId)).AssertStatus(200);
    }

    [Fact]
    public async Task IssueByCode_RepeatUnderAKey_IsAnsweredThoughTheAllowanceIsSpent()
    {
        var (userId, key) = (api.NewId(), ApiFixture.NewKey());
        var first = (await AskUnder(key)).AssertStatus(200);
        Assert.False(first.IsReplayed);
        for (var i = 0; i < 2; i++)
            Assert.True((await AskUnder(key)).AssertStatus(200).IsReplayed);
        (await IssueAsync(userId)).AssertProblem(429, "TOO_MANY_REQUESTS");

        var repeated = await AskUnder(key);
        Assert.Equal((200, true, first.Text), (repeated.Status, repeated.IsReplayed, repeated.Text));
        (await AskUnder(ApiFixture.NewKey())).AssertProblem(429, "TOO_MANY_REQUESTS");

        api.Host.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(first.Text, (await AskUnder(key)).AssertStatus(200).Text);

        Task<ApiAnswer> AskUnder(string itsKey) => api.Http.PostAsync(Route, new { userId, couponCode = "COUPON2025" }, itsKey);
    }

    private Task<ApiAnswer> IssueAsync(long userId, string couponCode = Code) => api.Http.PostAsync(Route, new { userId, couponCode });
}
