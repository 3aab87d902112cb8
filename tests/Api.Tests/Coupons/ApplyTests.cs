using Commerce.Fixtures;

namespace Commerce.Coupons;

/// <summary>The default campaign is the demo's: 100 pieces.</summary>
public sealed class ApplyTests
{
    [Fact]
    public async Task Apply_UntilSoldOut_AnswersAsItsRouteSays()
    {
        await using var host = await ApiUnderTest.StartAsync("--Demo:Load=true");

        var first = await host.Http.PostAsync("/coupon/apply?userId=1", null);
        first.AssertStatus(200);
        Assert.Equal((4002, 1, 1), (first.Number("couponId"), first.Number("customerId"), first.Number("issueNumber")));
        (await host.Http.PostAsync("/coupon/apply?userId=1", null)).AssertProblem(409, "COUPON_ALREADY_ISSUED");

        var rest = await Task.WhenAll(Enumerable.Range(2, 99).Select(user => host.Http.PostAsync($"/coupon/apply?userId={user}", null)));
        Assert.All(rest, answer => Assert.Equal(200, answer.Status));
        (await host.Http.PostAsync("/coupon/apply?userId=101", null)).AssertProblem(422, "COUPON_SOLD_OUT");

        host.Clock.Advance(TimeSpan.FromDays(366));
        (await host.Http.PostAsync("/coupon/apply?userId=102", null)).AssertProblem(409, "COUPON_NOT_OPEN");
    }

    [Fact]
    public async Task Apply_DefaultCampaignHasACode_AsksForTheCode()
    {
        await using var host = await ApiUnderTest.StartAsync("--Demo:Load=true", "--Coupons:DefaultCouponId=4003");

        (await host.Http.PostAsync("/coupon/apply?userId=1", null)).AssertProblem(403, "COUPON_CODE_REQUIRED");
    }

    [Fact]
    public async Task Apply_DefaultCampaignDoesNotExist_IsNotFound()
    {
        await using var host = await ApiUnderTest.StartAsync("--Coupons:DefaultCouponId=77");

        (await host.Http.PostAsync("/coupon/apply?userId=1", null)).AssertProblem(404, "COUPON_NOT_FOUND");
    }
}
