using Commerce.Lifetime;
using Commerce.Testing;
using Xunit.Abstractions;

namespace Commerce.Cluster;

[Collection(ProcessTests.Name)]
public sealed class SiloLostTests(ClusterFixture cluster, ITestOutputHelper output) : IClassFixture<ClusterFixture>
{
    private const int Under = 200; // pieces a campaign that are issued when something happens
    private const int UserId = 99_000;
    private const int CouponId = 87_000;
    private const int PerWindow = 3;
    private const int Asked = 40;

    [ClusterFact]
    public async Task Load_OneOfThreeSilosIsKilled_NothingIsLostOrDoubled()
    {
        using var http = await cluster.NewClientAsync();
        var (load, running, victim) = await UnderLoadAsync(http);
        await victim.KillAsync();
        Assert.False(running.IsCompleted);
        await running;

        await load.AssertOnceAsync(cluster.Store);
        await cluster.AssertLawsHoldAsync();
        output.WriteLine($"{load.NotServed.Count} requests were not served at once.");
    }

    [ClusterFact]
    public async Task Load_SiloIsFrozenAndWoken_ItEndsItselfAndNothingIsDoubled()
    {
        using var http = await cluster.NewClientAsync();
        var (load, running, victim) = await UnderLoadAsync(http);
        victim.Signal("STOP");
        try
        {
            await running; // the others give it up, and go on with its grains
        }
        finally
        {
            victim.Signal("CONT");
        }

        await victim.EndAsync(); // it has something in hand that others did meanwhile, and must not get on with it
        await load.AssertOnceAsync(cluster.Store);
        await cluster.AssertLawsHoldAsync();
        output.WriteLine($"{load.NotServed.Count} requests were not served at once.");
    }

    [ClusterFact]
    public async Task Load_SiloIsStopped_LosesNoRequest()
    {
        using var http = await cluster.NewClientAsync();
        var (load, running, stopped) = await UnderLoadAsync(http);
        Assert.Equal(0, await stopped.StopAsync());
        Assert.False(running.IsCompleted);
        await running;

        Assert.True(load.NotServed.Count == 0, string.Join(Environment.NewLine, load.NotServed));
        await load.AssertOnceAsync(cluster.Store);
    }

    [ClusterFact]
    public async Task IssueByCode_AtTwoFrontEnds_AllowanceIsOfBothTogether()
    {
        using var http = await cluster.NewClientAsync(); // asks the front-ends in turn
        var client = new CouponClient(http);

        var answers = await Task.WhenAll(Enumerable.Range(0, Asked).Select(_ => client.IssueByCodeAsync(UserId, "NO-SUCH-CODE")));

        Assert.Equal(PerWindow, answers.Count(answer => answer.Code == "COUPON_NOT_FOUND"));
        Assert.Equal(Asked - PerWindow, answers.Count(answer => answer.Code == "TOO_MANY_REQUESTS"));
    }

    [ClusterFact]
    public async Task SoldOut_AtTwoFrontEnds_MorePiecesAreIssuedByBothAtOnce()
    {
        await cluster.EnsureReadyAsync();
        CouponClient[] frontEnds = [.. cluster.Apis.Select(api => new CouponClient(api.Http))];
        await frontEnds[0].PutAsync(CouponId, 1);
        Assert.Equal(1, (await frontEnds[0].IssueAsync(CouponId, 1)).IssueNumber);
        for (var quantity = 2; quantity <= 6; quantity++)
        {
            // They answer by themselves by then.
            foreach (var frontEnd in frontEnds.SelectMany(frontEnd => Enumerable.Repeat(frontEnd, Asked)))
                Assert.Equal("COUPON_SOLD_OUT", (await frontEnd.IssueAsync(CouponId, UserId)).Code);

            await frontEnds[quantity % 2].PutAsync(CouponId, quantity);

            Assert.Equal(quantity, (await frontEnds[1 - quantity % 2].IssueAsync(CouponId, quantity)).IssueNumber);
            foreach (var frontEnd in frontEnds)
                Assert.Equal("COUPON_ALREADY_ISSUED", (await frontEnd.IssueAsync(CouponId, quantity)).Code);
        }
    }

    [ClusterFact]
    public async Task Api_NoSilo_RefusesUntilOneComes()
    {
        await cluster.EnsureReadyAsync();
        var alone = $"alone-{Guid.NewGuid():N}";
        await using var api = cluster.NewApi(alone);
        await using var silo = cluster.NewSilo(await cluster.NewStoreAsync(), alone);
        api.Launch();
        await Eventually.HoldsAsync("HTTP", async () => await StatusAsync(api, "/health/live") == 200);

        await AssertRefusesAsync(api);
        await silo.StartAsync();
        await Eventually.HoldsAsync("the front-end to find the silo", api.IsReadyAsync);
        await new CouponClient(api.Http).PutAsync(1, 1);
        Assert.Equal(1, (await new CouponClient(api.Http).IssueAsync(1, 1)).IssueNumber);
        for (var i = 0; i < Asked; i++)
            Assert.Equal("COUPON_SOLD_OUT", (await new CouponClient(api.Http).IssueAsync(1, 2)).Code);

        await silo.KillAsync();
        await Eventually.HoldsAsync("the front-end to see it gone", async () => !await api.IsReadyAsync());
        await AssertRefusesAsync(api);
        await silo.StartAsync();
        await Eventually.HoldsAsync("the front-end to find the silo again", api.IsReadyAsync);
        Assert.Equal("COUPON_ALREADY_ISSUED", (await new CouponClient(api.Http).IssueAsync(1, 1)).Code);
    }

    /// <summary>A cluster that is busy, and the silo of it to which something happens.</summary>
    private async Task<(ClusterLoad Load, Task Running, SiloProcess Silo)> UnderLoadAsync(HttpClient http)
    {
        var silo = cluster.Silos[new Random(Seeds.Next(output)).Next(cluster.Silos.Count)];
        var load = await ClusterLoad.NewAsync(http);
        var running = load.RunAsync();
        await load.IssuedAsync(Under);
        return (load, running, silo);
    }

    private static async Task AssertRefusesAsync(SiloProcess api)
    {
        Assert.Equal(200, await StatusAsync(api, "/health/live"));
        Assert.Equal(503, await StatusAsync(api, "/health/ready"));
        using var refused = await api.Http.GetAsync("/coupons/1");
        Assert.Equal(503, (int)refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("SERVICE_UNAVAILABLE", (await new CouponClient(api.Http).IssueAsync(1, 1)).Code);
    }

    private static async Task<int> StatusAsync(SiloProcess process, string path)
    {
        try
        {
            using var response = await process.Http.GetAsync(path);
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0; // not listening yet
        }
    }
}
