using Commerce.Fixtures;

namespace Commerce.WaitingQueue;

/// <summary>The queue before a campaign, as administrators define it.</summary>
[Collection(ApiTests.Name)]
public sealed class CouponQueueTests(ApiFixture api)
{
    private QueueRoutes Queues => new(api);

    [Fact]
    public async Task Put_ACodeThatIsTaken_SetsUpNoQueue()
    {
        var (code, couponId) = ($"QUEUED-{api.NewId()}", api.NewId());
        await api.NewCampaignAsync(code: code);

        (await Queues.PutAsync(couponId, Settings(7), code)).AssertProblem(409, "COUPON_CODE_TAKEN");

        (await Queues.JoinAsync(couponId, 1)).AssertProblem(404, "QUEUE_NOT_FOUND");
    }

    [Fact]
    public async Task Put_UnderAKeyThatChangesTheQueueAlone_IsDoneOnce()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 7);
        var key = ApiFixture.NewKey();
        Assert.False((await Queues.PutAsync(couponId, Settings(200), key: key)).AssertStatus(200).IsReplayed);
        (await Queues.PutAsync(couponId, Settings(50))).AssertStatus(200);

        Assert.True((await Queues.PutAsync(couponId, Settings(200), key: key)).AssertStatus(200).IsReplayed);

        Assert.Equal(50, await MaxActiveAsync(couponId));
        (await Queues.PutAsync(couponId, Settings(201), key: key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public async Task Put_UnderAKeyThatChangesNothing_BindsNothing()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 7);
        (await Queues.PutAsync(couponId, Settings(200))).AssertStatus(200);
        var key = ApiFixture.NewKey();

        for (var time = 0; time < 2; time++)
            Assert.False((await Queues.PutAsync(couponId, Settings(200), key: key)).AssertStatus(200).IsReplayed);
    }

    private static object Settings(int maxActive) =>
        new { maxActive, admissionsPerSecond = 10, activeSeconds = 300, waitingTimeoutSeconds = 120 };

    private async Task<long> MaxActiveAsync(long couponId) =>
        (await api.Http.SendAsync(new ApiRequest("GET", $"/admin/coupons/{couponId}").AsAdmin()))
        .Json.GetProperty("queue").GetProperty("maxActive").GetInt64();
}
