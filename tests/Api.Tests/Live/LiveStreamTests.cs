using System.Text.Json;
using Commerce.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Live;

/// <summary>What viewers are sent.</summary>
[Collection(ApiTests.Name)]
public sealed class LiveStreamTests(ApiFixture api)
{
    [Fact]
    public async Task Stream_Opened_IsServerSentEventsThatNobodyKeeps()
    {
        using var viewer = await Viewer.OpenAsync(api.Host);

        Assert.Equal(200, (int)viewer.Response.StatusCode);
        Assert.Equal("text/event-stream", viewer.Response.Content.Headers.ContentType?.ToString());
        Assert.True(viewer.Response.Headers.CacheControl?.NoStore);
        Assert.Equal("no", Assert.Single(viewer.Response.Headers.GetValues("X-Accel-Buffering")));
        var first = await viewer.SeesOneAsync();
        var second = await viewer.SeesOneAsync();
        Assert.True(second.GetProperty("sequence").GetInt64() > first.GetProperty("sequence").GetInt64());
        Assert.Equal(first.GetProperty("since").GetString(), second.GetProperty("since").GetString());
        Assert.True(second.GetProperty("viewers").GetInt32() >= 1);
        Assert.False(second.GetProperty("canRush").GetBoolean());
    }

    [Fact]
    public async Task Snapshot_ThatCannotBeMade_EndsTheStream_AndWhoeverComesNextBeginsAnew()
    {
        var clock = new BrokenClock();
        var feed = ActivatorUtilities.CreateInstance<LiveFeed>(api.Host.Services, clock);
        using var viewer = feed.Join(new(null, null, null))!;
        await Assert.ThrowsAsync<OperationCanceledException>(() => NextAsync(viewer));

        clock.IsBroken = false;
        using var next = feed.Join(new(null, null, null))!;

        Assert.NotEqual(0, (await NextAsync(next)).Length);
        Assert.NotEqual(0, (await NextAsync(viewer)).Length);

        static Task<ReadOnlyMemory<byte>> NextAsync(LiveViewer viewer) =>
            viewer.NextAsync(CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class BrokenClock : TimeProvider
    {
        public volatile bool IsBroken = true;

        public override DateTimeOffset GetUtcNow() =>
            IsBroken ? throw new InvalidOperationException("The clock is broken.") : base.GetUtcNow();
    }

    [Fact]
    public async Task Snapshot_AfterRequests_CountsThemAndNoOther()
    {
        var campaign = await api.NewCampaignAsync(quantity: 3);
        var product = await api.NewProductAsync(price: 500, stock: 10);
        var customer = await api.NewCustomerAsync(balance: 10_000);
        var schedule = await api.NewScheduleAsync(seats: 10);
        using var viewer = await Viewer.OpenAsync(api.Host, $"?coupon={campaign}&product={product}&schedule={schedule}");
        await viewer.SeesOneAsync(); // of a moment before this one came, perhaps: somebody else may have watched until now
        var before = await viewer.SeesOneAsync();

        for (var i = 1; i <= 5; i++)
            await api.Http.PostAsync("/coupons/issue", new { couponId = campaign, customerId = i });
        var items = new[] { new { productId = product, productOptionId = product, quantity = 2 } };
        var order = (await api.Http.PostAsync("/orders", new { customerId = customer, items })).AssertStatus(201).String("orderId");
        (await api.Http.PostAsync("/payments", new { orderId = order })).AssertStatus(201);
        (await api.Http.PostAsync("/reservations", new { userId = customer, scheduleId = schedule, seatId = 1 })).AssertStatus(201);

        var seen = await viewer.SeesAsync(snapshot => Requests(snapshot) >= Requests(before) + 8
            && Has(snapshot, "campaigns", "couponId", campaign, "issued", 3) && Has(snapshot, "products", "productId", product, "stock", 8)
            && Has(snapshot, "schedules", "scheduleId", schedule, "held", 1));
        Assert.Equal(2, SoldOut(seen) - SoldOut(before));
        foreach (var (count, expected) in ((string, long)[])[("issued", 3), ("ordered", 1), ("paid", 1), ("won", 1_000)])
            Assert.Equal(expected, Number(seen.GetProperty("sale"), count) - Number(before.GetProperty("sale"), count));
        Assert.True(Has(seen, "campaigns", "couponId", campaign, "total", 3));
        Assert.True(Has(seen, "products", "productId", product, "supplied", 10));
        Assert.True(Has(seen, "schedules", "scheduleId", schedule, "free", 9));
        Assert.True(Number(seen.GetProperty("journal"), "events") > Number(before.GetProperty("journal"), "events"));
        Assert.True(Number(seen, "calls") > Number(before, "calls"));
        Assert.True(seen.GetProperty("journal").GetProperty("batches").GetInt64() > 0);
        var cluster = await viewer.SeesAsync(snapshot => snapshot.GetProperty("silos").GetArrayLength() == 1);
        Assert.True(Number(cluster.GetProperty("silos")[0], "grains") > 0);
    }

    [Fact]
    public async Task Viewer_WhoIsSlow_IsSentTheLatestAndNoneBefore()
    {
        using var slow = api.Host.Services.GetRequiredService<LiveFeed>().Join(new(null, null, null))!;
        var first = SequenceOf(await slow.NextAsync(CancellationToken.None));
        using var quick = await Viewer.OpenAsync(api.Host);
        await quick.SeesAsync(snapshot => Number(snapshot, "sequence") >= first + 2);

        Assert.True(SequenceOf(await slow.NextAsync(CancellationToken.None)) >= first + 2);
    }

    [Fact]
    public async Task Snapshot_OfWhatThereIsNot_SaysSo()
    {
        const long none = 999_999;
        using var viewer = await Viewer.OpenAsync(api.Host, $"?coupon={none}&product={none}&schedule={none}");

        var seen = await viewer.SeesAsync(snapshot => snapshot.GetProperty("absent").EnumerateObject()
            .All(kind => kind.Value.EnumerateArray().Any(id => id.GetInt64() == none)));

        foreach (var (kind, id) in ((string, string)[])[("campaigns", "couponId"), ("products", "productId"), ("schedules", "scheduleId")])
        {
            Assert.DoesNotContain(seen.GetProperty(kind).EnumerateArray(), one => Number(one, id) == none);
            Assert.True(seen.GetProperty("absent").TryGetProperty(kind, out _));
        }
    }

    [Theory]
    [InlineData("?coupon=0", "coupon")]
    [InlineData("?product=x", "product")]
    [InlineData("?schedule=9007199254740992", "schedule")]
    public async Task Stream_OfWhatCannotBe_IsRefused(string query, string field) =>
        (await api.Http.SendAsync(new ApiRequest("GET", $"/live/stream{query}").AsAdmin())).AssertProblem(400, "INVALID_INPUT", field);

    private static long SequenceOf(ReadOnlyMemory<byte> frame) =>
        Number(JsonElement.Parse(frame.Span[frame.Span.IndexOf((byte)'{')..]), "sequence");

    private static long Requests(JsonElement snapshot) => Number(snapshot.GetProperty("http"), "requests");

    private static long SoldOut(JsonElement snapshot) =>
        snapshot.GetProperty("http").GetProperty("refusals").TryGetProperty("COUPON_SOLD_OUT", out var count) ? count.GetInt64() : 0;

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();

    private static bool Has(JsonElement snapshot, string list, string name, long id, string field, long value) =>
        snapshot.GetProperty(list).EnumerateArray().Any(one => Number(one, name) == id && Number(one, field) == value);
}
