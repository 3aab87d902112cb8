using System.Text.RegularExpressions;
using Commerce.Fixtures;

namespace Commerce.Http;

[Collection(ApiTests.Name)]
public sealed partial class WelcomeTests(ApiFixture api)
{
    [Fact]
    public async Task Page_LinksWhatIsThereAndLoadsNothing()
    {
        var page = (await api.Http.GetAsync("/")).AssertStatus(200);

        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        Assert.Equal("nosniff", page.Headers["X-Content-Type-Options"]);
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotMatch("<script|src=|@import|url\\(|https?://| style=", page.Text);
        var links = Link().Matches(page.Text).Select(link => link.Groups[1].Value).ToList();
        Assert.Equal(["/docs/", "/openapi/v1.json", "/health/ready", "#first-steps"], links);
        foreach (var link in links.Where(link => link.StartsWith('/')))
            Assert.InRange((await api.Http.GetAsync(link)).Status, 200, 301);
        Assert.Contains("id=\"first-steps\"", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_ThatIsNone_IsStillAProblem() => (await api.Http.GetAsync("/index.html")).AssertProblem(404, "ROUTE_NOT_FOUND");

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
