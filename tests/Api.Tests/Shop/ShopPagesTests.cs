using System.Text.RegularExpressions;
using Commerce.Fixtures;
using Commerce.Hosting;
using Commerce.Testing;
using Microsoft.AspNetCore.Routing;

namespace Commerce.Shop;

/// <summary>How the shop window is served. What is in it is tried in a browser.</summary>
[Collection(ApiTests.Name)]
public sealed partial class ShopPagesTests(ApiFixture api)
{
    [Theory]
    [InlineData("/shop/", "text/html; charset=utf-8")]
    [InlineData("/shop/app.js", "text/javascript; charset=utf-8")]
    [InlineData("/shop/views/seats.js", "text/javascript; charset=utf-8")]
    [InlineData("/shop/shop.css", "text/css; charset=utf-8")]
    [InlineData("/shop/icon.svg", "image/svg+xml")]
    public async Task File_OfTheShop_RunsNothingButItsOwnAndIsAskedAbout(string path, string type)
    {
        var file = (await api.Http.GetAsync(path)).AssertStatus(200);

        Assert.Equal(type, file.Headers["Content-Type"]);
        Assert.Equal("nosniff", file.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-cache", file.Headers["Cache-Control"]);
        var policy = file.Headers["Content-Security-Policy"];
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var again = await api.Http.SendAsync(new ApiRequest("GET", path).With("If-None-Match", file.Headers["ETag"]));
        Assert.Equal((304, ""), (again.Status, again.Text));
        var head = await api.Http.SendAsync(new ApiRequest("HEAD", path));
        Assert.Equal((200, file.Headers["ETag"]), (head.Status, head.Headers["ETag"]));
    }

    [Fact]
    public async Task Page_NamesOnlyFilesThatAreThere()
    {
        var names = FileName().Matches((await api.Http.GetAsync("/shop/")).Text).Select(name => name.Groups[1].Value).ToList();

        Assert.Contains("app.js", names);
        foreach (var name in names)
            (await api.Http.GetAsync($"/shop/{name}")).AssertStatus(200);
    }

    [Fact]
    public async Task Address_WithoutItsSlash_LeadsToThePage()
    {
        var answer = (await api.Http.GetAsync("/shop")).AssertStatus(308);
        Assert.Equal("/shop/", answer.Headers["Location"]);
    }

    [Theory]
    [InlineData("/shop/nothing.js")]
    [InlineData("/shop/../appsettings.json")]
    [InlineData("/shop/%2e%2e/%2e%2e/appsettings.json")]
    [InlineData("/shop/views/")]
    [InlineData("/shop/APP.JS")]
    public async Task File_ThatIsNone_IsAProblem(string path) => (await api.Http.GetAsync(path)).AssertProblem(404, "ROUTE_NOT_FOUND");

    [Theory]
    [InlineData("Development", null, true)]
    [InlineData("Production", null, false)]
    [InlineData("Development", "false", false)]
    [InlineData("Production", "true", true)]
    public void Routes_OfTheShop_AreThereInDevelopmentOrWhenToldSo(string environment, string? enabled, bool expected)
    {
        using var folder = new TempFolder();
        string[] settings = [$"--environment={environment}", $"--Storage:Directory={folder.Path}"];
        using var app = SiloHost.Build(enabled is null ? settings : [.. settings, $"--Shop:Enabled={enabled}"]);

        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

        Assert.Equal(expected, routes.Any(route => route.RoutePattern.RawText!.StartsWith("/shop", StringComparison.Ordinal)));
    }

    [GeneratedRegex("(?:src|href)=\"(\\w+\\.\\w+)\"")]
    private static partial Regex FileName();
}
