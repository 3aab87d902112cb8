using System.Text;
using Commerce.Fixtures;

namespace Commerce.Access;

/// <summary>A browser shows a key as the password of Basic: where pages for operators are, and nowhere else.</summary>
[Collection(ApiTests.Name)]
public sealed class BrowserKeyTests(ApiFixture api)
{
    public const string Challenges = "Bearer, Basic realm=\"Orleans.Commerce\", charset=\"UTF-8\"";

    [Theory]
    [InlineData("/live")]
    [InlineData("/live/app.js")]
    [InlineData("/live/stream")]
    [InlineData("/live/none")]
    public async Task Page_WithoutAKey_AsksTheBrowserForOne(string path)
    {
        foreach (var authorization in (string?[])[null, "Basic", "Basic ===", "Basic " + Encoded("without-a-colon")])
        {
            var answer = await GetAsync(api.Http, path, authorization);

            answer.AssertProblem(401, "UNAUTHENTICATED");
            Assert.Equal(Challenges, answer.Headers["WWW-Authenticate"]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("anybody")]
    public async Task Page_WithTheKeyAsPassword_IsShown_WhateverTheName(string name)
    {
        var page = (await GetAsync(api.Http, "/live", Basic(name, ApiUnderTest.AdminKey))).AssertStatus(200);

        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        (await GetAsync(api.Http, "/live", $"Bearer {ApiUnderTest.AdminKey}")).AssertStatus(200);
    }

    [Theory]
    [InlineData("/admin/coupons/4001")]
    [InlineData("/admin/silos")]
    [InlineData("/admin/live")]
    public async Task Elsewhere_TheKeyAsPassword_IsNone(string path)
    {
        var answer = await GetAsync(api.Http, path, Basic("", ApiUnderTest.AdminKey));

        answer.AssertProblem(401, "UNAUTHENTICATED");
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
    }

    internal static string Basic(string name, string key) => "Basic " + Encoded($"{name}:{key}");

    internal static Task<ApiAnswer> GetAsync(ApiClient http, string path, string? authorization)
    {
        var request = new ApiRequest("GET", path);
        return http.SendAsync(authorization is null ? request : request.With("Authorization", authorization));
    }

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}

/// <summary>The same beside tokens.</summary>
[Collection(JwtTests.Name)]
public sealed class BrowserKeyAndTokenTests(JwtFixture api)
{
    [Fact]
    public async Task Page_TakesATokenWithTheRole_OrAKeyFromABrowser()
    {
        var unknown = await BrowserKeyTests.GetAsync(api.Http, "/live", null);
        unknown.AssertProblem(401, "UNAUTHENTICATED");
        Assert.Equal(BrowserKeyTests.Challenges, unknown.Headers["WWW-Authenticate"]);

        (await api.SendAsync("GET", "/live", null, api.Token(new() { Roles = ["commerce.coupons.admin"] })))
            .AssertProblem(403, "FORBIDDEN");
        (await api.SendAsync("GET", "/live", null, api.Token(new() { Roles = ["commerce.operations.admin"] }))).AssertStatus(200);
        (await BrowserKeyTests.GetAsync(api.Http, "/live", BrowserKeyTests.Basic("me", ApiUnderTest.AdminKey))).AssertStatus(200);
        (await BrowserKeyTests.GetAsync(api.Http, "/orders/1", BrowserKeyTests.Basic("me", ApiUnderTest.AdminKey)))
            .AssertProblem(401, "UNAUTHENTICATED");
    }
}
