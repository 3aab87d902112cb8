using Commerce.Fixtures;

namespace Commerce.WaitingQueue;

/// <summary>Issuing behind a queue.</summary>
[Collection(ApiTests.Name)]
public sealed class QueuedIssueTests(ApiFixture api)
{
    private QueueRoutes Queues => new(api);

    [Fact]
    public async Task Issue_BehindAQueue_TakesTheCustomersActiveToken()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 1);
        var first = (await Queues.JoinAsync(couponId, 1)).String("token")!;
        var second = (await Queues.JoinAsync(couponId, 2)).String("token")!;
        Assert.True((await api.Http.GetAsync($"/coupons/{couponId}")).Json.GetProperty("queued").GetBoolean());

        (await Queues.IssueAsync(couponId, 1, null)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await Queues.IssueAsync(couponId, 1, "x")).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await Queues.IssueAsync(couponId, 1, second)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await Queues.IssueAsync(couponId, 2, first)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await Queues.IssueAsync(couponId, 2, second)).AssertProblem(403, "QUEUE_TOKEN_NOT_ACTIVE");
        (await Queues.IssueAsync(await Queues.NewQueueAsync(), 1, first)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await Queues.IssueAsync(couponId, 1, first)).AssertStatus(201);

        await Queues.BecomesAsync(second, "ACTIVE"); // who has a piece makes room
        (await Queues.IssueAsync(couponId, 2, second)).AssertStatus(201);
        (await Queues.IssueAsync(couponId, 1, first)).AssertProblem(409, "COUPON_ALREADY_ISSUED");
    }

    [Fact]
    public async Task Issue_OfACampaignWhoseQueueIsTakenAway_AsksForNoToken()
    {
        var couponId = await Queues.NewQueueAsync();
        var read = await api.Http.SendAsync(new ApiRequest("GET", $"/admin/coupons/{couponId}").AsAdmin());
        Assert.Equal(7, read.Json.GetProperty("queue").GetProperty("maxActive").GetInt64());

        (await Queues.PutAsync(couponId, null)).AssertStatus(200); // left out, it stays
        (await Queues.IssueAsync(couponId, 1, null)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");

        var removed = (await Queues.DeleteAsync(couponId)).AssertStatus(200);
        (await Queues.DeleteAsync(couponId)).AssertStatus(200);
        (await Queues.DeleteAsync(api.NewId())).AssertProblem(404, "COUPON_NOT_FOUND");

        Assert.False(removed.Json.TryGetProperty("queue", out _));
        (await Queues.IssueAsync(couponId, 1, null)).AssertStatus(201);
    }
}
