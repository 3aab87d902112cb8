using Commerce.Access;
using Commerce.Fixtures;
using Commerce.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Dashboard;

/// <summary>Orleans' dashboard, in a silo that serves nothing else.</summary>
public sealed class DashboardTests : IAsyncLifetime
{
    private static readonly string s_key = BrowserKeyTests.Basic("me", ApiUnderTest.AdminKey);

    private ApiUnderTest _host = null!;

    public async Task InitializeAsync() => _host = await ApiUnderTest.StartAsync("--Dashboard:Enabled=true", "--Http:Enabled=false");

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Page_WithAKey_IsShown_AndRunsItsOwnScriptsOnly()
    {
        var page = (await GetAsync("/admin/silos/", s_key)).AssertStatus(200);

        Assert.Contains("index.min.js", page.Text, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        (await GetAsync("/admin/silos/index.min.js", s_key)).AssertStatus(200);
        await Eventually.HoldsAsync("a silo in it", async () =>
            (await GetAsync("/admin/silos/DashboardCounters", s_key)).AssertStatus(200).Number("totalActiveHostCount") == 1);
        (await GetAsync("/welcome", null)).AssertStatus(404); // nothing else is served
    }

    [Fact]
    public async Task Routes_AllOfThem_AreForOperators()
    {
        var routes = _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => !route.RoutePattern.RawText!.Contains("health", StringComparison.Ordinal)).ToList();

        Assert.InRange(routes.Count, 10, 50);
        Assert.All(routes, route => Assert.Equal("operations", Policies.AreaOf(Policies.PolicyOf(route))));
        var unknown = await GetAsync("/admin/silos/ClusterStats", null);
        unknown.AssertProblem(401, "UNAUTHENTICATED");
        Assert.Equal(BrowserKeyTests.Challenges, unknown.Headers["WWW-Authenticate"]);
    }

    [Fact]
    public async Task WrongKeys_FromABrowser_AreAskedForAgain_TenTimes()
    {
        for (var i = 0; i < AdminKeys.MostFailures; i++)
        {
            var answer = await GetAsync("/admin/silos/", BrowserKeyTests.Basic("me", $"guess-{i}"));
            answer.AssertProblem(401, "UNAUTHENTICATED");
            Assert.Equal(BrowserKeyTests.Challenges, answer.Headers["WWW-Authenticate"]);
        }

        (await GetAsync("/admin/silos/", s_key)).AssertProblem(429, "TOO_MANY_REQUESTS");
        _host.Clock.Advance(AdminKeys.Window);
        (await GetAsync("/admin/silos/", s_key)).AssertStatus(200);
    }

    private Task<ApiAnswer> GetAsync(string path, string? authorization) => BrowserKeyTests.GetAsync(_host.Http, path, authorization);
}
