using Commerce.Fixtures;
using Commerce.Testing;

namespace Commerce.WaitingQueue;

[Collection(ApiTests.Name)]
public sealed class QueueTests(ApiFixture api)
{
    private const string Route = "/queue/tokens";

    [Fact]
    public async Task Join_AnEmptyQueue_IsLetInAtOnce()
    {
        var couponId = await NewQueueAsync(maxActive: 1, activeSeconds: 60);

        var answer = await JoinAsync(couponId, 1001);

        answer.AssertStatus(201);
        Assert.Equal("ACTIVE", answer.String("status"));
        Assert.Equal(api.Host.Clock.GetUtcNow().AddSeconds(60).ToUnixTimeMilliseconds(), answer.Json.GetProperty("expiresAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal($"{Route}/{answer.String("token")}", answer.Headers["Location"]);
        Assert.False(answer.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task Join_BehindOthers_WaitsInTheOrderOfArrival()
    {
        var couponId = await NewQueueAsync(maxActive: 1);
        await JoinAsync(couponId, 1);

        for (var place = 1; place <= 3; place++)
        {
            var answer = (await JoinAsync(couponId, 1 + place)).AssertStatus(201);
            Assert.Equal(("WAITING", place), (answer.String("status"), answer.Number("position")));
            Assert.True(answer.Number("estimatedWaitSeconds") > 0);
            Assert.InRange(int.Parse(answer.Headers["Retry-After"], null), 1, 60);
        }
    }

    [Fact]
    public async Task Join_Again_IsTheSameTokenWithItsPlace()
    {
        var couponId = await NewQueueAsync(maxActive: 1);
        await JoinAsync(couponId, 1);
        var first = await JoinAsync(couponId, 2);
        await JoinAsync(couponId, 3);

        var again = (await JoinAsync(couponId, 2)).AssertStatus(200);

        Assert.Equal((first.String("token"), 1), (again.String("token"), again.Number("position")));
    }

    [Fact]
    public async Task Join_UnderAKey_IsReplayed()
    {
        var couponId = await NewQueueAsync();
        var key = ApiFixture.NewKey();
        var first = (await api.Http.PostAsync(Route, new { userId = 5, couponId }, key)).AssertStatus(201);

        var again = (await api.Http.PostAsync(Route, new { userId = 5, couponId }, key)).AssertStatus(201);

        Assert.True(again.IsReplayed);
        Assert.Equal(first.String("token"), again.String("token"));
        (await api.Http.PostAsync(Route, new { userId = 6, couponId }, key)).AssertProblem(409, "IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public async Task Join_WhereNoQueueIs_IsNotFound()
    {
        (await api.Http.PostAsync(Route, new { userId = 1, concertId = api.NewId() })).AssertProblem(404, "QUEUE_NOT_FOUND");
        (await JoinAsync(await api.NewCampaignAsync(), 1)).AssertProblem(404, "QUEUE_NOT_FOUND");
    }

    [Fact]
    public async Task Join_NeitherOrBoth_NamesTheField()
    {
        (await api.Http.PostAsync(Route, new { userId = 1 })).AssertProblem(400, "INVALID_INPUT", "concertId");
        (await api.Http.PostAsync(Route, new { userId = 1, concertId = 1, couponId = 1 })).AssertProblem(400, "INVALID_INPUT", "couponId");
    }

    [Fact]
    public async Task Get_OfATokenWhoseTurnComes_BecomesActiveAndThenExpired()
    {
        var couponId = await NewQueueAsync(maxActive: 1, activeSeconds: 60);
        var first = (await JoinAsync(couponId, 1)).String("token")!;
        var second = (await JoinAsync(couponId, 2)).String("token")!;
        Assert.Equal(("ACTIVE", "WAITING"), (await StatusAsync(first), await StatusAsync(second)));

        api.Host.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("EXPIRED", await StatusAsync(first)); // at that moment, whatever the queue has said of it
        await BecomesAsync(second, "ACTIVE");
    }

    [Fact]
    public async Task Get_OfWhatIsNoToken_IsNotFound()
    {
        var token = (await JoinAsync(await NewQueueAsync(), 1)).String("token")!;
        var key = QueueToken.NewKey();
        foreach (var text in new[]
                 {
                     "x", new string('A', 56), token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), token + "A", token[..^1], "%00", "%ff",
                     new QueueToken(QueueKey.OfConcert(1), 1, 1).Sign(key), new QueueToken(QueueKey.OfCoupon(api.NewId()), 1, 1).Sign(key),
                 })
        {
            (await api.Http.GetAsync($"{Route}/{text}")).AssertProblem(404, "QUEUE_TOKEN_NOT_FOUND");
            (await api.Http.SendAsync(new("DELETE", $"{Route}/{text}"))).AssertProblem(404, "QUEUE_TOKEN_NOT_FOUND");
        }
    }

    [Fact]
    public async Task Delete_OfASlot_LetsTheNextInAndIsRepeatable()
    {
        var couponId = await NewQueueAsync(maxActive: 1);
        var first = (await JoinAsync(couponId, 1)).String("token")!;
        var second = (await JoinAsync(couponId, 2)).String("token")!;
        var third = (await JoinAsync(couponId, 3)).String("token")!;

        Assert.Equal(204, (await api.Http.SendAsync(new("DELETE", $"{Route}/{second}"))).Status);
        Assert.Equal(204, (await api.Http.SendAsync(new("DELETE", $"{Route}/{first}"))).Status);
        Assert.Equal(204, (await api.Http.SendAsync(new("DELETE", $"{Route}/{first}"))).Status);

        Assert.Equal(("EXPIRED", "EXPIRED"), (await StatusAsync(first), await StatusAsync(second)));
        await BecomesAsync(third, "ACTIVE");
        Assert.NotEqual(first, (await JoinAsync(couponId, 1)).AssertStatus(201).String("token"));
    }

    [Fact]
    public async Task Get_OfATokenNobodyAskedFor_HasLostItsPlace_AndOneThatWasAskedForKeepsIt()
    {
        var couponId = await NewQueueAsync(maxActive: 1, activeSeconds: 3_600, waitingTimeoutSeconds: 30);
        await JoinAsync(couponId, 1);
        var silent = (await JoinAsync(couponId, 2)).String("token")!;
        var patient = (await JoinAsync(couponId, 3)).String("token")!;
        for (var i = 0; i < 4; i++)
        {
            api.Host.Clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal("WAITING", await StatusAsync(patient)); // told to the queue with the front-end's next question
        }

        await BecomesAsync(silent, "EXPIRED", keeps: patient);
        Assert.Equal(1, (await api.Http.GetAsync($"{Route}/{patient}")).Number("position"));
    }

    [Fact]
    public async Task BeforeTheOpening_NobodyHasAPlace_AndThenEveryoneHasOneByLot()
    {
        var opensAt = api.Host.Clock.GetUtcNow().AddMinutes(1);
        var couponId = await NewQueueAsync(maxActive: 1, opensAt: opensAt);
        var tokens = new List<string>();
        for (var user = 1; user <= 6; user++)
        {
            var answer = (await JoinAsync(couponId, user)).AssertStatus(201);
            Assert.Equal("WAITING", answer.String("status"));
            Assert.False(answer.Json.TryGetProperty("position", out _));
            Assert.Equal(opensAt.ToUnixTimeMilliseconds(), answer.Json.GetProperty("opensAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
            tokens.Add(answer.String("token")!);
        }
        api.Host.Clock.Advance(TimeSpan.FromMinutes(1));

        var late = (await JoinAsync(couponId, 7)).AssertStatus(201);
        Assert.Equal(("WAITING", 6), (late.String("status"), late.Number("position")));
        var places = new List<long>();
        foreach (var token in tokens)
        {
            var answer = await api.Http.GetAsync($"{Route}/{token}");
            await Eventually.HoldsAsync("the opening to be heard of", async () =>
                !(answer = await api.Http.GetAsync($"{Route}/{token}")).Json.TryGetProperty("opensAt", out _));
            places.Add(answer.String("status") == "ACTIVE" ? 0 : answer.Number("position"));
        }
        Assert.Equal([0, 1, 2, 3, 4, 5], places.Order());
        (await PutAsync(couponId, new { maxActive = 1, admissionsPerSecond = 10, opensAt = opensAt.AddHours(1) })).AssertProblem(409, "QUEUE_ALREADY_OPENED");
    }

    [Fact]
    public async Task Issue_BehindAQueue_TakesTheCustomersActiveToken()
    {
        var couponId = await NewQueueAsync(maxActive: 1);
        var first = (await JoinAsync(couponId, 1)).String("token")!;
        var second = (await JoinAsync(couponId, 2)).String("token")!;
        Assert.True((await api.Http.GetAsync($"/coupons/{couponId}")).Json.GetProperty("queued").GetBoolean());

        (await IssueAsync(couponId, 1, null)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await IssueAsync(couponId, 1, "x")).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await IssueAsync(couponId, 1, second)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await IssueAsync(couponId, 2, first)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await IssueAsync(couponId, 2, second)).AssertProblem(403, "QUEUE_TOKEN_NOT_ACTIVE");
        (await IssueAsync(await NewQueueAsync(), 1, first)).AssertProblem(403, "QUEUE_TOKEN_REQUIRED");
        (await IssueAsync(couponId, 1, first)).AssertStatus(201);

        await BecomesAsync(second, "ACTIVE"); // who has a piece makes room
        (await IssueAsync(couponId, 2, second)).AssertStatus(201);
        (await IssueAsync(couponId, 1, first)).AssertProblem(409, "COUPON_ALREADY_ISSUED");
    }

    [Fact]
    public async Task Issue_OfACampaignWhoseQueueIsTakenAway_AsksForNoToken()
    {
        var couponId = await NewQueueAsync();
        Assert.Equal(7, (await api.Http.SendAsync(new ApiRequest("GET", $"/admin/coupons/{couponId}").AsAdmin())).Json.GetProperty("queue").GetProperty("maxActive").GetInt64());

        (await PutAsync(couponId, null)).AssertStatus(200);

        (await IssueAsync(couponId, 1, null)).AssertStatus(201);
    }

    [Fact]
    public async Task Token_ShownTwice_IsRefused() =>
        (await api.Http.SendAsync(new ApiRequest("POST", "/coupons/issue") { Body = "{\"couponId\":4004,\"customerId\":1}"u8.ToArray() }
            .With("Queue-Token", "a").With("Queue-Token", "b"))).AssertProblem(400, "INVALID_INPUT", "Queue-Token");

    private async Task<long> NewQueueAsync(int maxActive = 7, int activeSeconds = 300, int waitingTimeoutSeconds = 120, DateTimeOffset? opensAt = null)
    {
        var couponId = api.NewId();
        (await PutAsync(couponId, new { maxActive, admissionsPerSecond = 10, activeSeconds, waitingTimeoutSeconds, opensAt })).AssertStatus(201);
        return couponId;
    }

    private Task<ApiAnswer> PutAsync(long couponId, object? queue) => api.Http.PutAsync($"/admin/coupons/{couponId}", new
    {
        name = "Behind a queue",
        discountType = "FIXED",
        discountAmount = 1_000,
        totalQuantity = 100,
        startedAt = DateTimeOffset.UnixEpoch,
        expiredAt = DateTimeOffset.UnixEpoch.AddYears(100),
        queue,
    });

    private Task<ApiAnswer> JoinAsync(long couponId, long userId) => api.Http.PostAsync(Route, new { userId, couponId });

    private Task<ApiAnswer> IssueAsync(long couponId, long customerId, string? token)
    {
        var request = new ApiRequest("POST", "/coupons/issue")
        {
            Body = System.Text.Encoding.UTF8.GetBytes($"{{\"couponId\":{couponId},\"customerId\":{customerId}}}"),
        };
        return api.Http.SendAsync(token is null ? request : request.With("Queue-Token", token));
    }

    private async Task<string> StatusAsync(string token) => (await api.Http.GetAsync($"{Route}/{token}")).AssertStatus(200).String("status")!;

    private Task BecomesAsync(string token, string status, string? keeps = null) => Eventually.HoldsAsync($"{status}", async () =>
    {
        if (keeps is not null)
            Assert.Equal("WAITING", await StatusAsync(keeps));
        return await StatusAsync(token) == status;
    });
}
