using Commerce.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.WaitingQueue;

/// <summary>The queue before a campaign, as administrators define it and take it away.</summary>
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

    [Fact]
    public async Task Delete_TheQueue_LetsNobodyJoin_AndThoseWhoAreThereStay_UntilThereIsOneAgain()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 1);
        var inside = (await Queues.JoinAsync(couponId, 1)).AssertStatus(201).String("token")!;
        var waiting = (await Queues.JoinAsync(couponId, 2)).AssertStatus(201).String("token")!;

        (await Queues.DeleteAsync(couponId)).AssertStatus(200);

        (await Queues.JoinAsync(couponId, 3)).AssertProblem(404, "QUEUE_NOT_FOUND");
        Assert.Equal("ACTIVE", await Queues.StatusAsync(inside));
        (await api.Http.SendAsync(new("DELETE", $"{QueueRoutes.Route}/{inside}"))).AssertStatus(204);
        await Queues.BecomesAsync(waiting, "ACTIVE");
        (await Queues.PutAsync(couponId, Settings(1))).AssertStatus(200);
        (await Queues.JoinAsync(couponId, 3)).AssertStatus(201);
    }

    [Fact]
    public async Task Delete_TheQueueUnderAKey_IsDoneOnce()
    {
        var couponId = await Queues.NewQueueAsync();
        var key = ApiFixture.NewKey();
        Assert.False((await Queues.DeleteAsync(couponId, key)).AssertStatus(200).IsReplayed);
        (await Queues.PutAsync(couponId, Settings(7))).AssertStatus(200);

        Assert.True((await Queues.DeleteAsync(couponId, key)).AssertStatus(200).IsReplayed);

        (await Queues.JoinAsync(couponId, 1)).AssertStatus(201);
    }

    [Fact]
    public async Task Delete_TheQueue_IsTheAdministratorsActAtTheQueueToo()
    {
        var couponId = await Queues.NewQueueAsync();
        (await Queues.DeleteAsync(couponId)).AssertStatus(200);

        var acts = (await api.Http.SendAsync(new ApiRequest("GET", "/admin/audit").AsAdmin())).AssertStatus(200).Json.GetProperty("items");

        Assert.Equal(["queue.defined", "queue.defined"], acts.EnumerateArray()
            .Where(act => act.GetProperty("stream").GetString() == $"queue/coupon-{couponId}")
            .Select(act => act.GetProperty("event").GetString()));
    }

    [Fact]
    public async Task Delete_AQueueThatTheCampaignDoesNotAsk_ShutsItTheSame()
    {
        var couponId = await api.NewCampaignAsync();
        var key = ApiFixture.NewKey();
        await Queue(couponId).Define(new(new(1, 1), null)); // as the release before left it behind
        (await Queues.JoinAsync(couponId, 1)).AssertStatus(201);

        Assert.False((await Queues.DeleteAsync(couponId, key)).AssertStatus(200).IsReplayed);

        (await Queues.JoinAsync(couponId, 2)).AssertProblem(404, "QUEUE_NOT_FOUND");
        Assert.True((await Queues.DeleteAsync(couponId, key)).AssertStatus(200).IsReplayed);
    }

    [Fact]
    public async Task Delete_AfterOneThatFailedHalfway_CompletesIt()
    {
        var couponId = await Queues.NewQueueAsync();
        await Queue(couponId).Shut(null);
        (await Queues.IssueAsync(couponId, 1, null)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");

        (await Queues.DeleteAsync(couponId)).AssertStatus(200);

        (await Queues.IssueAsync(couponId, 1, null)).AssertStatus(201);
        (await Queues.JoinAsync(couponId, 1)).AssertProblem(404, "QUEUE_NOT_FOUND");
    }

    private IWaitingQueueGrain Queue(long couponId) =>
        api.Host.Services.GetRequiredService<IGrainFactory>().GetGrain<IWaitingQueueGrain>(QueueKey.OfCoupon(couponId).ToString());

    private static object Settings(int maxActive) =>
        new { maxActive, admissionsPerSecond = 10, activeSeconds = 300, waitingTimeoutSeconds = 120 };

    private async Task<long> MaxActiveAsync(long couponId) =>
        (await api.Http.SendAsync(new ApiRequest("GET", $"/admin/coupons/{couponId}").AsAdmin()))
        .Json.GetProperty("queue").GetProperty("maxActive").GetInt64();
}
