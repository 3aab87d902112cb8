using Commerce.Fixtures;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed class CorsTests(ApiFixture api)
{
    private const string Shop = "https://shop.example";
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    [Fact]
    public async Task Origin_NoneConfigured_IsAnsweredAsAnyoneElse()
    {
        var answer = (await api.Http.SendAsync(new ApiRequest("GET", "/coupons/4001").With("Origin", Shop))).AssertStatus(200);
        Assert.DoesNotContain(AllowOrigin, answer.Headers.Keys);
        (await api.Http.SendAsync(Preflight("/coupons/issue", "POST"))).AssertProblem(405, "METHOD_NOT_ALLOWED");
    }

    [Fact]
    public async Task Origin_Allowed_MayReadEveryAnswerRefusalsIncluded()
    {
        await using var host = await ApiUnderTest.StartAsync($"--Http:AllowedOrigins:0={Shop}",
            "--Http:AllowedOrigins:1=http://localhost:5173");

        foreach (var (request, status) in new[]
        {
            (new ApiRequest("GET", "/coupons/1"), 404), (new ApiRequest("GET", "/nowhere"), 404),
                (new ApiRequest("DELETE", "/coupons/1"), 405),
            (new ApiRequest("PUT", "/admin/coupons/1") { Body = "{}"u8.ToArray() }, 401),
                (new ApiRequest("POST", "/orders") { Body = "{"u8.ToArray() }, 400),
            (new ApiRequest("GET", "/health/live"), 200), (new ApiRequest("HEAD", "/v1/products"), 200),
        })
        {
            var answer = (await host.Http.SendAsync(request.With("Origin", Shop))).AssertStatus(status);
            Assert.Equal(Shop, answer.Headers[AllowOrigin]);
            foreach (var exposed in (string[])["Idempotent-Replayed", "Commerce-Auth"])
                Assert.Contains(exposed, answer.Headers["Access-Control-Expose-Headers"], StringComparison.Ordinal);
            Assert.Equal("Origin", answer.Headers["Vary"]);
            Assert.DoesNotContain("Access-Control-Allow-Credentials", answer.Headers.Keys);
        }

        var other = await host.Http.SendAsync(new ApiRequest("GET", "/v1/products").With("Origin", "https://shop.example.evil"));
        Assert.DoesNotContain(AllowOrigin, other.AssertStatus(200).Headers.Keys);
        // A cache must not give an answer to nobody's page to a page.
        Assert.Equal("Origin", (await host.Http.GetAsync("/v1/products")).Headers["Vary"]);
    }

    [Fact]
    public async Task Options_OfAnAllowedOrigin_IsAnsweredWithoutAKeyAndWithoutRoom()
    {
        await using var host = await ApiUnderTest.StartAsync($"--Http:AllowedOrigins:0={Shop}");

        foreach (var (path, method) in new[] { ("/coupons/issue", "POST"), ("/admin/coupons/1", "PUT"), ("/reservations/1", "DELETE") })
        {
            var answer = (await host.Http.SendAsync(Preflight(path, method))).AssertStatus(204);
            Assert.Equal(Shop, answer.Headers[AllowOrigin]);
            Assert.Equal("authorization,content-type,idempotency-key", answer.Headers["Access-Control-Allow-Headers"]);
            Assert.Contains(method, answer.Headers["Access-Control-Allow-Methods"], StringComparison.Ordinal);
            Assert.Equal("3600", answer.Headers["Access-Control-Max-Age"]);
        }

        var plain = (await host.Http.SendAsync(new("OPTIONS", "/coupons/1"))).AssertStatus(204);
        Assert.Equal(("GET, HEAD", ""), (plain.Headers["Allow"], plain.Text));
        (await host.Http.SendAsync(new("OPTIONS", "/nowhere"))).AssertProblem(404, "ROUTE_NOT_FOUND");
    }

    [Fact]
    public async Task Origin_OfSeveralInOneValue_IsAllowed()
    {
        await using var host = await ApiUnderTest.StartAsync($"--Http:AllowedOrigins=http://[::1]:3000;{Shop}");
        foreach (var origin in new[] { Shop, "http://[::1]:3000" })
            Assert.Equal(origin, (await host.Http.SendAsync(new ApiRequest("GET", "/v1/products")
                .With("Origin", origin))).Headers[AllowOrigin]);
    }

    [Fact]
    public async Task Origin_Any_IsAllowedWithoutBeingNamed()
    {
        await using var host = await ApiUnderTest.StartAsync("--Http:AllowedOrigins:0=*");
        Assert.Equal("*", (await host.Http.SendAsync(new ApiRequest("GET", "/v1/products").With("Origin", Shop))).Headers[AllowOrigin]);
    }

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("http://[::1]:3000", true)]
    [InlineData("https://xn--9k3b.example", true)]
    [InlineData("https://쇼핑.example", false)]
    [InlineData("https://shop.example/", false)]
    [InlineData("https://user@shop.example", false)]
    [InlineData("ftp://shop.example", false)]
    [InlineData("*", false)]
    public void IsOrigin_OfAText_IsWhatBrowsersSend(string text, bool isOrigin) => Assert.Equal(isOrigin, Cors.IsOrigin(text));

    private static ApiRequest Preflight(string path, string method) => new ApiRequest("OPTIONS", path).With("Origin", Shop)
        .With("Access-Control-Request-Method", method).With("Access-Control-Request-Headers", "authorization,content-type,idempotency-key");
}
