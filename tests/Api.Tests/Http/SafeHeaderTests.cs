using Commerce.Fixtures;

namespace Commerce.Http;

/// <summary>What browsers, and caches on the way, are told.</summary>
[Collection(ApiTests.Name)]
public sealed class SafeHeaderTests(ApiFixture api)
{
    [Theory]
    [InlineData("/v1/users/1001/balance", 200, "no-store")]
    [InlineData("/customers/1001/orders", 200, "no-store")]
    [InlineData("/v1/users/abc/balance", 400, "no-store")]
    [InlineData("/coupons/999999", 404, "no-store")]
    [InlineData("/admin/coupons/4001", 401, "no-store")]
    [InlineData("/v1/products", 200, null)]
    [InlineData("/coupons/4001", 200, null)]
    [InlineData("/", 200, "no-cache")]
    public async Task Answer_IsKeptByNobody_WhenItIsACustomersOrARefusal(string path, int status, string? cache)
    {
        var answer = (await api.Http.GetAsync(path)).AssertStatus(status);

        // Of an exception the server adds that it is not to be used without asking, either.
        Assert.Equal(cache, answer.Headers.GetValueOrDefault("Cache-Control")?.Split(',')[^1]);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
    }

    [Fact]
    public async Task Docs_RunNothingButTheirOwnScripts()
    {
        var page = (await api.Http.GetAsync("/docs/index.html")).AssertStatus(200);

        var policy = page.Headers["Content-Security-Policy"];
        Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        // Scripts of the page itself would not run.
        Assert.DoesNotMatch("<script(?![^>]*src=)", page.Text);
    }
}
