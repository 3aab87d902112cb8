using Commerce.Fixtures;
using Commerce.Testing;

namespace Commerce.WaitingQueue;

[Collection(ApiTests.Name)]
public sealed class QueueTests(ApiFixture api)
{
    private const string Route = QueueRoutes.Route;

    private QueueRoutes Queues => new(api);

    [Fact]
    public async Task Join_AnEmptyQueue_IsLetInAtOnce()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 1, activeSeconds: 60);

        var answer = await Queues.JoinAsync(couponId, 1001);

        answer.AssertStatus(201);
        Assert.Equal("ACTIVE", answer.String("status"));
        Assert.Equal(api.Host.Clock.GetUtcNow().AddSeconds(60).ToUnixTimeMilliseconds(),
            answer.Json.GetProperty("expiresAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
        Assert.Equal($"{Route}/{answer.String("token")}", answer.Headers["Location"]);
        Assert.False(answer.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task Join_BehindOthers_WaitsInTheOrderOfArrival()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 1);
        await Queues.JoinAsync(couponId, 1);

        for (var place = 1; place <= 3; place++)
        {
            var answer = (await Queues.JoinAsync(couponId, 1 + place)).AssertStatus(201);
            Assert.Equal(("WAITING", place), (answer.String("status"), answer.Number("position")));
            Assert.True(answer.Number("estimatedWaitSeconds") > 0);
            Assert.InRange(int.Parse(answer.Headers["Retry-After"], null), 1, 60);
        }
    }

    [Fact]
    public async Task Join_Again_IsTheSameTokenWithItsPlace()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 1);
        await Queues.JoinAsync(couponId, 1);
        var first = await Queues.JoinAsync(couponId, 2);
        await Queues.JoinAsync(couponId, 3);

        var again = (await Queues.JoinAsync(couponId, 2)).AssertStatus(200);

        Assert.Equal((first.String("token"), 1), (again.String("token"), again.Number("position")));
    }

    [Fact]
    public async Task Join_UnderAKey_IsReplayed()
    {
        var couponId = await Queues.NewQueueAsync();
        var key = ApiFixture.NewKey();
        var first = (await api.Http.PostAsync(Route, new { userId = 5, couponId }, key)).AssertStatus(201);

        var again = (await api.Http.PostAsync(Route, new { userId = 5, couponId }, key)).AssertStatus(201);

        Assert.True(again.IsReplayed);
        Assert.Equal(first.String("token"), again.String("token"));
        var other = (await api.Http.PostAsync(Route, new { userId = 6, couponId }, key)).AssertStatus(201);
        Assert.False(other.IsReplayed); // another customer's key is another one
        Assert.NotEqual(first.String("token"), other.String("token"));
    }

    [Fact]
    public async Task Join_WhereNoQueueIs_IsNotFound()
    {
        (await api.Http.PostAsync(Route, new { userId = 1, concertId = api.NewId() })).AssertProblem(404, "QUEUE_NOT_FOUND");
        (await Queues.JoinAsync(await api.NewCampaignAsync(), 1)).AssertProblem(404, "QUEUE_NOT_FOUND");
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
        var couponId = await Queues.NewQueueAsync(maxActive: 1, activeSeconds: 60);
        var first = (await Queues.JoinAsync(couponId, 1)).String("token")!;
        var second = (await Queues.JoinAsync(couponId, 2)).String("token")!;
        Assert.Equal(("ACTIVE", "WAITING"), (await Queues.StatusAsync(first), await Queues.StatusAsync(second)));

        api.Host.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("EXPIRED", await Queues.StatusAsync(first)); // at that moment, whatever the queue has said of it
        await Queues.BecomesAsync(second, "ACTIVE");
    }

    [Fact]
    public async Task Get_OfWhatIsNoToken_IsNotFound()
    {
        var token = (await Queues.JoinAsync(await Queues.NewQueueAsync(), 1)).String("token")!;
        var key = QueueToken.NewKey();
        foreach (var text in new[]
                 {
                     "x", new string('A', 56), token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), token + "A", token[..^1], "%ff",
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
        var couponId = await Queues.NewQueueAsync(maxActive: 1);
        var first = (await Queues.JoinAsync(couponId, 1)).String("token")!;
        var second = (await Queues.JoinAsync(couponId, 2)).String("token")!;
        var third = (await Queues.JoinAsync(couponId, 3)).String("token")!;

        Assert.Equal(204, (await api.Http.SendAsync(new("DELETE", $"{Route}/{second}"))).Status);
        Assert.Equal(204, (await api.Http.SendAsync(new("DELETE", $"{Route}/{first}"))).Status);
        Assert.Equal(204, (await api.Http.SendAsync(new("DELETE", $"{Route}/{first}"))).Status);

        Assert.Equal(("EXPIRED", "EXPIRED"), (await Queues.StatusAsync(first), await Queues.StatusAsync(second)));
        await Queues.BecomesAsync(third, "ACTIVE");
        Assert.NotEqual(first, (await Queues.JoinAsync(couponId, 1)).AssertStatus(201).String("token"));
    }

    [Fact]
    public async Task Delete_UnderAKey_IsTheCustomersOwn()
    {
        var couponId = await Queues.NewQueueAsync();
        var key = ApiFixture.NewKey();
        var tokens = new List<string>();
        foreach (var userId in new[] { 1, 2 })
            tokens.Add((await Queues.JoinAsync(couponId, userId)).String("token")!);

        foreach (var token in tokens)
        {
            (await LeaveAsync(token, "a key")).AssertProblem(400, "INVALID_INPUT", "Idempotency-Key");
            Assert.False((await LeaveAsync(token, key)).AssertStatus(204).IsReplayed);
            Assert.True((await LeaveAsync(token, key)).AssertStatus(204).IsReplayed);
        }
        (await LeaveAsync("x", "a key")).AssertProblem(400, "INVALID_INPUT", "Idempotency-Key");

        Task<ApiAnswer> LeaveAsync(string token, string idempotencyKey) =>
            api.Http.SendAsync(new ApiRequest("DELETE", $"{Route}/{token}").With("Idempotency-Key", idempotencyKey));
    }

    [Fact]
    public async Task Get_OfATokenNobodyAskedFor_HasLostItsPlace_AndOneThatWasAskedForKeepsIt()
    {
        var couponId = await Queues.NewQueueAsync(maxActive: 1, activeSeconds: 3_600, waitingTimeoutSeconds: 30);
        await Queues.JoinAsync(couponId, 1);
        var silent = (await Queues.JoinAsync(couponId, 2)).String("token")!;
        var patient = (await Queues.JoinAsync(couponId, 3)).String("token")!;
        await Eventually.HoldsAsync("the one before to lose the place", async () =>
        {
            api.Host.Clock.Advance(QueueLiveness.LongestTick);
            return (await api.Http.GetAsync($"{Route}/{patient}")).Number("position") == 1; // told to the queue, too
        });

        await Queues.BecomesAsync(silent, "EXPIRED", keeps: patient);
        Assert.Equal(1, (await api.Http.GetAsync($"{Route}/{patient}")).Number("position"));
    }

    [Fact]
    public async Task BeforeTheOpening_NobodyHasAPlace_AndThenEveryoneHasOneByLot()
    {
        var opensAt = api.Host.Clock.GetUtcNow().AddMinutes(1);
        var couponId = await Queues.NewQueueAsync(maxActive: 1, opensAt: opensAt);
        var tokens = new List<string>();
        for (var user = 1; user <= 6; user++)
        {
            var answer = (await Queues.JoinAsync(couponId, user)).AssertStatus(201);
            Assert.Equal("WAITING", answer.String("status"));
            Assert.False(answer.Json.TryGetProperty("position", out _));
            Assert.Equal(opensAt.ToUnixTimeMilliseconds(), answer.Json.GetProperty("opensAt").GetDateTimeOffset().ToUnixTimeMilliseconds());
            tokens.Add(answer.String("token")!);
        }
        api.Host.Clock.Advance(TimeSpan.FromMinutes(1));

        var late = (await Queues.JoinAsync(couponId, 7)).AssertStatus(201);
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
        (await Queues.PutAsync(couponId, new { maxActive = 1, admissionsPerSecond = 10, opensAt = opensAt.AddHours(1) }))
            .AssertProblem(409, "QUEUE_ALREADY_OPENED");
    }
}
