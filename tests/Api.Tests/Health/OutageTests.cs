using Commerce.Fixtures;
using Commerce.Testing;

namespace Commerce.Health;

public sealed class OutageTests
{
    [MariaDbFact]
    public async Task Database_StoppedAndStarted_RefusesWritesAndRecoversByItself()
    {
        await using var server = await MariaDbServer.StartNewAsync();
        await using var host = await ApiUnderTest.StartAsync(
            "--Storage:Provider=MySql", $"--Storage:ConnectionString={await server.CreateDatabaseAsync()}");
        foreach (var id in new[] { 1, 2 })
            await PutAsync(host, id);
        await host.Http.PostAsync("/coupons/issue", new { couponId = 2, customerId = 1 });

        await server.StopAsync();

        (await IssueAsync(host, "key-1")).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await IssueAsync(host, "key-1")).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await host.Http.PutAsync("/admin/coupons/3", Campaign(host))).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await host.Http.GetAsync("/customers/1/coupons")).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await host.Http.GetAsync("/health/ready")).AssertProblem(503, "SERVICE_UNAVAILABLE");
        (await host.Http.GetAsync("/health/live")).AssertStatus(200);
        Assert.Equal(1, (await host.Http.GetAsync("/coupons/2")).AssertStatus(200).Number("issuedQuantity"));

        await server.StartAsync();

        await Eventually.HoldsAsync("readiness", async () => (await host.Http.GetAsync("/health/ready")).Status == 200);
        ApiAnswer issued = null!;
        await Eventually.HoldsAsync("recovery", async () => (issued = await IssueAsync(host, "key-1")).Status == 201);
        Assert.Equal(1, issued.Number("issueNumber"));
        Assert.Equal(1, (await host.Http.GetAsync("/coupons/1")).Number("issuedQuantity"));
        Assert.Equal(1, (await host.Http.GetAsync("/coupons/2")).Number("issuedQuantity"));
    }

    /// <summary>MySQL compares texts by rules of its own: what a client sends must not become an outage.</summary>
    [MariaDbFact]
    public async Task Code_ThatTheDatabaseCannotCompare_IsNotFound()
    {
        await using var server = await MariaDbServer.StartNewAsync();
        await using var host = await ApiUnderTest.StartAsync(
            "--Storage:Provider=MySql", $"--Storage:ConnectionString={await server.CreateDatabaseAsync()}");

        foreach (var couponCode in new[] { "쿠폰", "😀", "ümlaut", "a'b" })
            (await host.Http.PostAsync("/api/v1/coupons/issue", new { userId = 1 + couponCode.Length, couponCode }))
                .AssertProblem(404, "COUPON_NOT_FOUND");
    }

    private static Task<ApiAnswer> IssueAsync(ApiUnderTest host, string key) =>
        host.Http.PostAsync("/coupons/issue", new { couponId = 1, customerId = 1 }, key);

    private static async Task PutAsync(ApiUnderTest host, int id) =>
        (await host.Http.PutAsync($"/admin/coupons/{id}", Campaign(host))).AssertStatus(201);

    private static object Campaign(ApiUnderTest host) => new
    {
        name = "n",
        discountType = "FIXED",
        discountAmount = 1,
        totalQuantity = 5,
        startedAt = host.Clock.GetUtcNow(),
        expiredAt = host.Clock.GetUtcNow().AddDays(1),
    };
}
