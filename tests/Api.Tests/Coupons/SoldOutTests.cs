using Commerce.Fixtures;
using Commerce.Testing;

namespace Commerce.Coupons;

/// <summary>Campaigns that issue nothing are answered for without asking them, as they would, and changes hold at once.</summary>
public sealed class SoldOutTests(CountingFixture fixture) : IClassFixture<CountingFixture>
{
    private const long DefaultCoupon = 4002;

    private readonly CountedCampaign _campaign = new(fixture.Host);

    private ApiClient Http => fixture.Host.Http;


    [Fact]
    public async Task SoldOut_IsAnsweredAsByTheCampaign_AndWithoutIt()
    {
        await _campaign.SellOutAsync();
        Func<Task<ApiAnswer>>[] requests =
        [
            () => _campaign.IssueAsync(1), () => _campaign.IssueAsync(3), () => _campaign.IssueAsync(4, key: "key-of-4"),
            () => Http.GetAsync($"/coupons/{_campaign.Id}"), () => Http.GetAsync($"/coupons/{_campaign.Id}/customers/3"),
        ];
        await AssertAnsweredAlikeAsync(requests, ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT", "COUPON_SOLD_OUT", null, "COUPON_NOT_HELD"]);
    }

    [Fact]
    public async Task SoldOut_ByCode_IsAnsweredAsByTheCampaign_AndWithoutIt()
    {
        await _campaign.SellOutAsync(code: "SPRING");
        Func<Task<ApiAnswer>>[] requests =
        [
            () => _campaign.ByCodeAsync(1), () => _campaign.ByCodeAsync(3), () => _campaign.ByCodeAsync(4, key: "key-of-4"),
            () => _campaign.IssueAsync(1), () => _campaign.IssueAsync(3),
        ];
        await AssertAnsweredAlikeAsync(requests,
            [null, "COUPON_SOLD_OUT", "COUPON_SOLD_OUT", "COUPON_CODE_REQUIRED", "COUPON_CODE_REQUIRED"]);
    }

    [Fact]
    public async Task SoldOut_OfTheDefaultCampaign_IsAnsweredAsByTheCampaign_AndWithoutIt()
    {
        var campaign = new CountedCampaign(fixture.Host, DefaultCoupon);
        await campaign.PutAsync();
        await campaign.ApplyAsync(1);
        await campaign.ApplyAsync(2);
        await AssertAnsweredAlikeAsync(
            [() => campaign.ApplyAsync(1), () => campaign.ApplyAsync(3)], ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT"], campaign);
        Assert.Equal(422, (await campaign.ApplyAsync(3)).Status);
    }

    [Fact]
    public async Task SoldOut_BehindAQueue_IsSaidBeforeAnyToken()
    {
        await _campaign.SellOutAsync();
        (await _campaign.PutAsync(queue: new { maxActive = 1, admissionsPerSecond = 1 })).AssertStatus(200);
        await AssertAnsweredAlikeAsync(
            [() => _campaign.IssueAsync(1), () => _campaign.IssueAsync(3)], ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT"]);

        (await _campaign.PutAsync(quantity: 3)).AssertStatus(200);
        (await _campaign.IssueAsync(3)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
    }

    [Fact]
    public async Task Keys_OfHolders_GetTheirAnswersAgain()
    {
        await _campaign.PutAsync();
        var first = (await _campaign.IssueAsync(1, key: "a")).AssertStatus(201);
        (await _campaign.IssueAsync(2)).AssertStatus(201);
        await _campaign.FollowedAsync();

        var again = (await _campaign.IssueAsync(1, key: "a")).AssertStatus(201);

        Assert.True(again.IsReplayed);
        Assert.Equal(first.Text, again.Text);
        (await _campaign.IssueAsync(1, key: "b")).AssertProblem(409, "COUPON_ALREADY_ISSUED");
    }

    [Fact]
    public async Task MorePieces_AreIssuedAtOnce_AndTheirHoldersAreKnown()
    {
        await _campaign.SellOutAsync();
        for (var quantity = 3; quantity <= 5; quantity++)
        {
            var customerId = quantity;
            await _campaign.FollowedAsync();
            (await _campaign.PutAsync(quantity)).AssertStatus(200);

            Assert.Equal(quantity, (await _campaign.IssueAsync(customerId)).AssertStatus(201).Number("issueNumber"));
            (await _campaign.IssueAsync(customerId)).AssertProblem(409, "COUPON_ALREADY_ISSUED");
            (await _campaign.IssueAsync(99)).AssertProblem(409, "COUPON_SOLD_OUT");
        }
        await AssertAnsweredAlikeAsync(
            [() => _campaign.IssueAsync(5), () => _campaign.IssueAsync(6)], ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT"]);
    }

    [Fact]
    public async Task ChangedTerms_AreTheTermsAtOnce()
    {
        await _campaign.SellOutAsync();

        await _campaign.FollowedAsync();
        (await _campaign.PutAsync(usableUntil: _campaign.Now.AddDays(9))).AssertStatus(200);
        var read = await Http.GetAsync($"/coupons/{_campaign.Id}");
        Assert.Equal(_campaign.Now.AddDays(9), read.Json.GetProperty("usableUntil").GetDateTimeOffset(), TimeSpan.FromMinutes(1));

        await _campaign.FollowedAsync();
        (await _campaign.PutAsync(paused: true)).AssertStatus(200);
        (await _campaign.IssueAsync(1)).AssertProblem(409, "COUPON_PAUSED");

        await _campaign.FollowedAsync();
        (await _campaign.PutAsync(paused: false)).AssertStatus(200);
        (await _campaign.IssueAsync(1)).AssertProblem(409, "COUPON_ALREADY_ISSUED");

        await _campaign.FollowedAsync();
        (await _campaign.PutAsync(expiredAt: _campaign.Now.AddMinutes(-1))).AssertStatus(200);
        (await _campaign.IssueAsync(3)).AssertProblem(409, "COUPON_NOT_OPEN");
    }

    [Fact]
    public async Task NotOpenYet_IsAnsweredWithoutTheCampaign_UntilItOpens()
    {
        await _campaign.PutAsync(startedAt: _campaign.Now.AddMinutes(30));
        await AssertAnsweredAlikeAsync(
            [() => _campaign.IssueAsync(1), () => Http.GetAsync($"/coupons/{_campaign.Id}")], ["COUPON_NOT_OPEN", null]);

        fixture.Host.Clock.Advance(TimeSpan.FromMinutes(30));

        (await _campaign.IssueAsync(1)).AssertStatus(201);
    }

    [Fact]
    public async Task Paused_IsAnsweredWithoutTheCampaign_UntilItGoesOn()
    {
        await _campaign.PutAsync(paused: true);
        await AssertAnsweredAlikeAsync([() => _campaign.IssueAsync(1)], ["COUPON_PAUSED"]);

        (await _campaign.PutAsync(paused: false)).AssertStatus(200);

        (await _campaign.IssueAsync(1)).AssertStatus(201);
    }

    [Fact]
    public async Task CutOff_IsRefusedAsUnavailable_WhenTheLeaseIsOver()
    {
        await _campaign.SellOutAsync();
        await _campaign.FollowedAsync();
        fixture.Calls.IsCutOff = true;
        try
        {
            fixture.Host.Clock.Advance(CouponView.UsedFor);
            (await _campaign.IssueAsync(3)).AssertProblem(503, "SERVICE_UNAVAILABLE");
            (await Http.GetAsync($"/coupons/{_campaign.Id}")).AssertProblem(503, "SERVICE_UNAVAILABLE");
        }
        finally
        {
            fixture.Calls.IsCutOff = false;
        }
        (await _campaign.IssueAsync(3)).AssertProblem(409, "COUPON_SOLD_OUT");
    }

    /// <summary>Asks each while the campaign is asked, and again when it is not; the answers are the same to the byte.</summary>
    private async Task AssertAnsweredAlikeAsync(Func<Task<ApiAnswer>>[] requests, string?[] codes, CountedCampaign? campaign = null)
    {
        var own = new List<ApiAnswer>();
        foreach (var request in requests)
        {
            fixture.Host.Clock.Advance(CouponView.UsedFor); // no lease is that old
            var before = fixture.Calls.Asked;
            own.Add(await request());
            Assert.NotEqual(before, fixture.Calls.Asked);
        }
        Assert.Equal(codes, own.Select(answer => answer.Code));

        await (campaign ?? _campaign).FollowedAsync();
        for (var i = 0; i < requests.Length; i++)
        {
            ApiAnswer here = null!;
            await Eventually.HoldsAsync("an answer without the campaign", async () =>
            {
                var before = fixture.Calls.Asked;
                here = await requests[i]();
                return before == fixture.Calls.Asked;
            });
            Assert.Equal(own[i].Status, here.Status);
            Assert.Equal(WithoutTrace(own[i]), WithoutTrace(here));
            Assert.Equal(Headers(own[i]), Headers(here));
        }
    }

    private static string WithoutTrace(ApiAnswer answer) => answer.Json.TryGetProperty("traceId", out var trace)
        ? answer.Text.Replace(trace.GetString()!, "", StringComparison.Ordinal)
        : answer.Text;

    private static IEnumerable<string> Headers(ApiAnswer answer) =>
        answer.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {header.Value}").Order();
}
