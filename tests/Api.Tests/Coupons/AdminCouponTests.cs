using System.Text.Json;
using Commerce.Fixtures;

namespace Commerce.Coupons;

[Collection(ApiTests.Name)]
public sealed class AdminCouponTests(ApiFixture api)
{
    [Fact]
    public async Task Put_NewThenSameThenOther_IsCreatedThenTwiceOk()
    {
        var id = api.NewId();
        var terms = new
        {
            name = "Ten percent",
            discountType = "RATE",
            discountAmount = 10,
            totalQuantity = 100_000_000,
            startedAt = "2025-03-01T09:00:00+09:00",
            expiredAt = "2025-04-01T00:00:00Z",
        };

        var created = (await api.Http.PutAsync($"/admin/coupons/{id}", terms)).AssertStatus(201);
        var before = await api.Host.JournalAsync();
        (await api.Http.PutAsync($"/admin/coupons/{id}", terms)).AssertStatus(200);
        Assert.Equal(before, await api.Host.JournalAsync());
        var changed = (await api.Http.PutAsync($"/admin/coupons/{id}", terms with { name = "Tenth" })).AssertStatus(200);

        Assert.Equal($"/coupons/{id}", created.Headers["Location"]);
        Assert.Equal("2025-03-01T00:00:00.000Z", created.String("startedAt"));
        Assert.Equal(("RATE", 10, 100_000_000),
            (created.String("discountType"), created.Number("discountAmount"), created.Number("remainingQuantity")));
        Assert.False(created.Json.TryGetProperty("code", out _));
        Assert.Equal("Tenth", changed.String("name"));
    }

    [Fact]
    public async Task Put_FewerPiecesThanIssued_IsRefused()
    {
        var id = await api.NewCampaignAsync(quantity: 2);
        foreach (var customerId in new[] { 1, 2 })
            await api.Http.PostAsync("/coupons/issue", new { couponId = id, customerId });

        (await api.Http.PutAsync($"/admin/coupons/{id}", api.Campaign(quantity: 1))).AssertProblem(409, "COUPON_QUANTITY_BELOW_ISSUED");
        (await api.Http.PutAsync($"/admin/coupons/{id}", api.Campaign(quantity: 3))).AssertStatus(200);
        (await api.Http.PostAsync("/coupons/issue", new { couponId = id, customerId = 3 })).AssertStatus(201);
    }

    [Fact]
    public async Task Put_CodeOfAnother_IsRefused()
    {
        var code = $"TAKEN-{api.NewId()}";
        await api.NewCampaignAsync(code: code);

        (await api.Http.PutAsync($"/admin/coupons/{api.NewId()}", api.Campaign(code: code))).AssertProblem(409, "COUPON_CODE_TAKEN");
    }

    [Fact]
    public async Task Put_AnotherCodeAfterAPieceWasIssued_IsRefusedAndClaimsNothing()
    {
        var (own, other) = ($"OWN-{api.NewId()}", $"OTHER-{api.NewId()}");
        var id = await api.NewCampaignAsync(code: own);
        (await IssueAsync(own)).AssertStatus(200);

        (await api.Http.PutAsync($"/admin/coupons/{id}", api.Campaign(code: other))).AssertProblem(409, "COUPON_CODE_FIXED");
        (await DeleteCodeAsync(id)).AssertProblem(409, "COUPON_CODE_FIXED");

        (await IssueAsync(other)).AssertProblem(404, "COUPON_NOT_FOUND");
        (await api.Http.PutAsync($"/admin/coupons/{id}", api.Campaign())).AssertStatus(200);
        Assert.Equal(own, (await GetAsync(id)).String("code"));
        await api.NewCampaignAsync(code: other);
        (await IssueAsync(other)).AssertStatus(200);
    }

    [Fact]
    public async Task Put_TwoCodesAtTheSameMoment_OnlyTheCampaignsCodeIssues_TheOtherIsFree()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = api.NewId();
            string[] codes = [$"LEFT-{id}", $"RIGHT-{id}"];
            await Task.WhenAll(codes.Select(code => api.Http.PutAsync($"/admin/coupons/{id}", api.Campaign(code: code))));

            var kept = (await GetAsync(id)).String("code");
            var lost = codes.Single(code => code != kept);
            (await IssueAsync(lost)).AssertProblem(404, "COUPON_NOT_FOUND");
            (await IssueAsync(kept!)).AssertStatus(200);
            var next = await api.NewCampaignAsync(code: lost);
            (await IssueAsync(lost)).AssertStatus(200);
            Assert.Equal((1, 1), ((await GetAsync(id)).Number("issuedQuantity"), (await GetAsync(next)).Number("issuedQuantity")));
        }
    }

    [Fact]
    public async Task Put_OneCodeForManyCampaignsAtTheSameMoment_OneHasIt()
    {
        var code = $"ONE-{api.NewId()}";
        var ids = Enumerable.Range(0, 10).Select(_ => api.NewId()).ToList();

        var answers = await Task.WhenAll(ids.Select(id => api.Http.PutAsync($"/admin/coupons/{id}", api.Campaign(code: code))));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(9, answers.Count(answer => answer.Code == "COUPON_CODE_TAKEN"));
        (await IssueAsync(code)).AssertStatus(200);
    }

    [Fact]
    public async Task DeleteCode_GivenToTheWrongCampaign_MovesToTheRightOne()
    {
        var code = $"MOVED-{api.NewId()}";
        var (wrong, right) = (await api.NewCampaignAsync(), await api.NewCampaignAsync());
        (await api.Http.PostAsync("/coupons/issue", new { couponId = wrong, customerId = 1 })).AssertStatus(201); // not under the code
        (await api.Http.PutAsync($"/admin/coupons/{wrong}", api.Campaign(code: code))).AssertStatus(200);
        (await api.Http.PutAsync($"/admin/coupons/{right}", api.Campaign(code: code))).AssertProblem(409, "COUPON_CODE_TAKEN");

        Assert.False((await DeleteCodeAsync(wrong)).AssertStatus(200).Json.TryGetProperty("code", out _));
        (await DeleteCodeAsync(wrong)).AssertStatus(200);
        (await IssueAsync(code)).AssertProblem(404, "COUPON_NOT_FOUND"); // and this front-end knew the campaign it had
        (await api.Http.PutAsync($"/admin/coupons/{right}", api.Campaign(code: code))).AssertStatus(200);

        (await IssueAsync(code)).AssertStatus(200);
        Assert.Equal((1, 1), ((await GetAsync(wrong)).Number("issuedQuantity"), (await GetAsync(right)).Number("issuedQuantity")));
        (await api.Http.PostAsync("/coupons/issue", new { couponId = wrong, customerId = 2 })).AssertStatus(201);
        (await DeleteCodeAsync(api.NewId())).AssertProblem(404, "COUPON_NOT_FOUND");
    }

    [Fact]
    public async Task Get_CampaignWithACode_TellsItToAdministratorsOnly()
    {
        var code = $"SECRET-{api.NewId()}";
        var id = await api.NewCampaignAsync(code: code);

        Assert.Equal((code, 10), ((await GetAsync(id)).String("code"), (await GetAsync(id)).Number("remainingQuantity")));
        Assert.DoesNotContain(code, (await api.Http.GetAsync($"/coupons/{id}")).AssertStatus(200).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("COUPON2025", (await api.Http.GetAsync("/coupons/4003")).AssertStatus(200).Text, StringComparison.Ordinal);
        (await api.Http.GetAsync($"/admin/coupons/{id}")).AssertProblem(401, "UNAUTHENTICATED");
        (await GetAsync(api.NewId())).AssertProblem(404, "COUPON_NOT_FOUND");
    }

    [Fact]
    public async Task Put_CodesThatDifferInCaseOnly_AreTwo()
    {
        var digits = api.NewId(); // both can be read as one hexadecimal number
        var (lower, upper) = ($"abc{digits}", $"ABC{digits}");
        var (one, two) = (await api.NewCampaignAsync(code: lower), await api.NewCampaignAsync(code: upper));

        foreach (var (code, id) in new[] { (lower, one), (upper, two) })
        {
            (await api.Http.PostAsync("/api/v1/coupons/issue", new { userId = api.NewId(), couponCode = code })).AssertStatus(200);
            Assert.Equal(1, (await api.Http.GetAsync($"/coupons/{id}")).Number("issuedQuantity"));
        }
    }

    [Theory]
    [InlineData("discountType", "\"PERCENT\"")]
    [InlineData("discountAmount", "0")]
    [InlineData("discountAmount", "101")]
    [InlineData("totalQuantity", "100000001")]
    [InlineData("expiredAt", "\"2025-02-28T23:59:59Z\"")]
    [InlineData("code", "\"no spaces\"")]
    [InlineData("code", "\"\"")]
    public async Task Put_ValueOutOfItsBounds_IsRefusedByName(string field, string value)
    {
        var body = $$"""
            {"name":"n","discountType":"RATE","discountAmount":100,"totalQuantity":1,
             "startedAt":"2025-03-01T00:00:00Z","expiredAt":"2025-03-01T00:00:01Z","code":"c"}
            """;
        var json = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(body)!;
        json[field] = JsonElement.Parse(value);

        (await api.Http.PutAsync($"/admin/coupons/{api.NewId()}", json)).AssertProblem(400, "INVALID_INPUT", field);
    }

    private Task<ApiAnswer> GetAsync(long id) => api.Http.SendAsync(new ApiRequest("GET", $"/admin/coupons/{id}").AsAdmin());

    private Task<ApiAnswer> DeleteCodeAsync(long id) => api.Http.SendAsync(new ApiRequest("DELETE", $"/admin/coupons/{id}/code").AsAdmin());

    private Task<ApiAnswer> IssueAsync(string couponCode) =>
        api.Http.PostAsync("/api/v1/coupons/issue", new { userId = api.NewId(), couponCode });
}
