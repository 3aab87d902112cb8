using System.Globalization;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Coupons;

/// <summary>A silo that counts the calls to its campaigns.</summary>
public sealed class CountingFixture : IAsyncLifetime
{
    internal CampaignCalls Calls { get; } = new();

    internal ApiUnderTest Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await ApiUnderTest.StartAsync(
        builder => builder.Services.AddSingleton<IIncomingGrainCallFilter>(Calls), "--Http:CouponCodeLimit=100");

    public async Task DisposeAsync() => await Host.DisposeAsync();
}

/// <summary>Campaigns that issue nothing are answered for without asking them, as they would, and changes hold at once.</summary>
public sealed class SoldOutTests(CountingFixture fixture) : IClassFixture<CountingFixture>
{
    private const long DefaultCoupon = 4002;

    private static long s_lastId = 10_000;

    private readonly long _couponId = Interlocked.Increment(ref s_lastId);

    private ApiClient Http => fixture.Host.Http;

    private DateTimeOffset Now => fixture.Host.Clock.GetUtcNow();

    [Fact]
    public async Task SoldOut_IsAnsweredAsByTheCampaign_AndWithoutIt()
    {
        await SellOutAsync();
        Func<Task<ApiAnswer>>[] requests =
        [
            () => IssueAsync(1), () => IssueAsync(3), () => IssueAsync(4, key: "key-of-4"),
            () => Http.GetAsync($"/coupons/{_couponId}"), () => Http.GetAsync($"/coupons/{_couponId}/customers/3"),
        ];
        await AssertAnsweredAlikeAsync(requests, ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT", "COUPON_SOLD_OUT", null, "COUPON_NOT_HELD"]);
    }

    [Fact]
    public async Task SoldOut_ByCode_IsAnsweredAsByTheCampaign_AndWithoutIt()
    {
        await SellOutAsync(code: "SPRING");
        Func<Task<ApiAnswer>>[] requests =
        [
            () => ByCodeAsync(1), () => ByCodeAsync(3), () => ByCodeAsync(4, key: "key-of-4"), () => IssueAsync(1), () => IssueAsync(3),
        ];
        await AssertAnsweredAlikeAsync(requests,
            [null, "COUPON_SOLD_OUT", "COUPON_SOLD_OUT", "COUPON_CODE_REQUIRED", "COUPON_CODE_REQUIRED"]);
    }

    [Fact]
    public async Task SoldOut_OfTheDefaultCampaign_IsAnsweredAsByTheCampaign_AndWithoutIt()
    {
        await PutAsync(DefaultCoupon);
        await ApplyAsync(1);
        await ApplyAsync(2);
        await AssertAnsweredAlikeAsync([() => ApplyAsync(1), () => ApplyAsync(3)], ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT"], DefaultCoupon);
        Assert.Equal(422, (await ApplyAsync(3)).Status);
    }

    [Fact]
    public async Task SoldOut_BehindAQueue_IsSaidBeforeAnyToken()
    {
        await SellOutAsync();
        (await PutAsync(_couponId, queue: new { maxActive = 1, admissionsPerSecond = 1 })).AssertStatus(200);
        await AssertAnsweredAlikeAsync([() => IssueAsync(1), () => IssueAsync(3)], ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT"]);

        (await PutAsync(_couponId, quantity: 3)).AssertStatus(200);
        (await IssueAsync(3)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
    }

    [Fact]
    public async Task Keys_OfHolders_GetTheirAnswersAgain()
    {
        await PutAsync(_couponId);
        var first = (await IssueAsync(1, key: "a")).AssertStatus(201);
        (await IssueAsync(2)).AssertStatus(201);
        await FollowedAsync(_couponId);

        var again = (await IssueAsync(1, key: "a")).AssertStatus(201);

        Assert.True(again.IsReplayed);
        Assert.Equal(first.Text, again.Text);
        (await IssueAsync(1, key: "b")).AssertProblem(409, "COUPON_ALREADY_ISSUED");
    }

    [Fact]
    public async Task MorePieces_AreIssuedAtOnce_AndTheirHoldersAreKnown()
    {
        await SellOutAsync();
        for (var quantity = 3; quantity <= 5; quantity++)
        {
            var customerId = quantity;
            await FollowedAsync(_couponId);
            (await PutAsync(_couponId, quantity)).AssertStatus(200);

            Assert.Equal(quantity, (await IssueAsync(customerId)).AssertStatus(201).Number("issueNumber"));
            (await IssueAsync(customerId)).AssertProblem(409, "COUPON_ALREADY_ISSUED");
            (await IssueAsync(99)).AssertProblem(409, "COUPON_SOLD_OUT");
        }
        await AssertAnsweredAlikeAsync([() => IssueAsync(5), () => IssueAsync(6)], ["COUPON_ALREADY_ISSUED", "COUPON_SOLD_OUT"]);
    }

    [Fact]
    public async Task ChangedTerms_AreTheTermsAtOnce()
    {
        await SellOutAsync();

        await FollowedAsync(_couponId);
        (await PutAsync(_couponId, usableUntil: Now.AddDays(9))).AssertStatus(200);
        Assert.Equal(Now.AddDays(9), (await Http.GetAsync($"/coupons/{_couponId}")).Json.GetProperty("usableUntil").GetDateTimeOffset(),
            TimeSpan.FromMinutes(1));

        await FollowedAsync(_couponId);
        (await PutAsync(_couponId, paused: true)).AssertStatus(200);
        (await IssueAsync(1)).AssertProblem(409, "COUPON_PAUSED");

        await FollowedAsync(_couponId);
        (await PutAsync(_couponId, paused: false)).AssertStatus(200);
        (await IssueAsync(1)).AssertProblem(409, "COUPON_ALREADY_ISSUED");

        await FollowedAsync(_couponId);
        (await PutAsync(_couponId, expiredAt: Now.AddMinutes(-1))).AssertStatus(200);
        (await IssueAsync(3)).AssertProblem(409, "COUPON_NOT_OPEN");
    }

    [Fact]
    public async Task NotOpenYet_IsAnsweredWithoutTheCampaign_UntilItOpens()
    {
        await PutAsync(_couponId, startedAt: Now.AddMinutes(30));
        await AssertAnsweredAlikeAsync([() => IssueAsync(1), () => Http.GetAsync($"/coupons/{_couponId}")], ["COUPON_NOT_OPEN", null]);

        fixture.Host.Clock.Advance(TimeSpan.FromMinutes(30));

        (await IssueAsync(1)).AssertStatus(201);
    }

    [Fact]
    public async Task Paused_IsAnsweredWithoutTheCampaign_UntilItGoesOn()
    {
        await PutAsync(_couponId, paused: true);
        await AssertAnsweredAlikeAsync([() => IssueAsync(1)], ["COUPON_PAUSED"]);

        (await PutAsync(_couponId, paused: false)).AssertStatus(200);

        (await IssueAsync(1)).AssertStatus(201);
    }

    [Fact]
    public async Task CutOff_IsRefusedAsUnavailable_WhenTheLeaseIsOver()
    {
        await SellOutAsync();
        await FollowedAsync(_couponId);
        fixture.Calls.IsCutOff = true;
        try
        {
            fixture.Host.Clock.Advance(CouponView.UsedFor);
            (await IssueAsync(3)).AssertProblem(503, "SERVICE_UNAVAILABLE");
            (await Http.GetAsync($"/coupons/{_couponId}")).AssertProblem(503, "SERVICE_UNAVAILABLE");
        }
        finally
        {
            fixture.Calls.IsCutOff = false;
        }
        (await IssueAsync(3)).AssertProblem(409, "COUPON_SOLD_OUT");
    }

    /// <summary>Asks each while the campaign is asked, and again when it is not; the answers are the same to the byte.</summary>
    private async Task AssertAnsweredAlikeAsync(Func<Task<ApiAnswer>>[] requests, string?[] codes, long? couponId = null)
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

        await FollowedAsync(couponId ?? _couponId);
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

    private Task FollowedAsync(long couponId) => Eventually.HoldsAsync("the campaign to be followed", async () =>
    {
        await Http.PostAsync("/coupons/issue", new { couponId, customerId = 98 });
        return fixture.Host.Services.GetRequiredService<FollowedCoupons>().Campaign(couponId) is not null;
    });

    private async Task SellOutAsync(string? code = null)
    {
        (await PutAsync(_couponId, code: code)).AssertStatus(201);
        foreach (var customerId in new[] { 1, 2 })
            Assert.InRange((await (code is null ? IssueAsync(customerId) : ByCodeAsync(customerId))).Status, 200, 201);
    }

    private Task<ApiAnswer> IssueAsync(long customerId, string? key = null) =>
        Http.PostAsync("/coupons/issue", new { couponId = _couponId, customerId }, key);

    private Task<ApiAnswer> ByCodeAsync(long userId, string? key = null) =>
        Http.PostAsync("/api/v1/coupons/issue", new { userId, couponCode = "SPRING" }, key);

    private Task<ApiAnswer> ApplyAsync(long userId) =>
        Http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/coupon/apply?userId={userId}"), null);

    private Task<ApiAnswer> PutAsync(
        long couponId, long quantity = 2, string? code = null, object? queue = null, bool? paused = null,
        DateTimeOffset? startedAt = null, DateTimeOffset? expiredAt = null, DateTimeOffset? usableUntil = null) =>
        Http.PutAsync($"/admin/coupons/{couponId}", new
        {
            name = "봄 할인",
            code,
            discountType = "FIXED",
            discountAmount = 1_000,
            totalQuantity = quantity,
            startedAt = startedAt ?? Now.AddHours(-1),
            expiredAt = expiredAt ?? Now.AddDays(1),
            queue,
            paused,
            usableUntil,
        });

    private static string WithoutTrace(ApiAnswer answer) => answer.Json.TryGetProperty("traceId", out var trace)
        ? answer.Text.Replace(trace.GetString()!, "", StringComparison.Ordinal)
        : answer.Text;

    private static IEnumerable<string> Headers(ApiAnswer answer) =>
        answer.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {header.Value}").Order();
}
