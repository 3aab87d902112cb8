using System.Text.RegularExpressions;
using Commerce.Fixtures;

namespace Commerce.Live;

/// <summary>The page is made of its own files, and all of them are there.</summary>
[Collection(ApiTests.Name)]
public sealed partial class LivePageTests(ApiFixture api)
{
    [Fact]
    public async Task Page_LoadsItsOwnFilesAndNothingElse()
    {
        var page = await GetAsync("/live");
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; ",
            page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)| style=|<style| on[a-z]+=|https?://|javascript:", page.Text);
        var seen = new HashSet<string>();
        var open = new Queue<string>(Named(page.Text).Where(path => path.StartsWith("/live/", StringComparison.Ordinal)));
        while (open.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            var file = await GetAsync(path);
            Assert.Equal("nosniff", file.Headers["X-Content-Type-Options"]);
            Assert.Matches($"^(text/(javascript|css|html|plain); charset=utf-8|image/svg\\+xml)$", file.Headers["Content-Type"]);
            foreach (var import in Import().Matches(path.EndsWith(".js", StringComparison.Ordinal) ? file.Text : ""))
                open.Enqueue($"/live/{((Match)import).Groups[1].Value}");
        }
        Assert.Superset(new HashSet<string> { "/live/app.js", "/live/charts.js", "/live/live.css", "/live/uplot/uPlot.iife.min.js" }, seen);
        Assert.Contains("MIT License", (await GetAsync("/live/uplot/LICENSE.txt")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_ThatABrowserHas_IsNotSentAgain()
    {
        var file = await GetAsync("/live/app.js");

        (await api.Http.SendAsync(new ApiRequest("GET", "/live/app.js").AsAdmin().With("If-None-Match", file.Headers["ETag"])))
            .AssertStatus(304);
        (await api.Http.SendAsync(new ApiRequest("GET", "/live/none.js").AsAdmin())).AssertProblem(404, "ROUTE_NOT_FOUND");
    }

    [Fact]
    public async Task Words_OfThePage_AreThereInBothLanguages()
    {
        var words = (await GetAsync("/live/i18n.js")).Text;
        var (english, korean) = (Keys(words, "  en: {", "  ko: {"), Keys(words, "  ko: {", "\n};"));

        Assert.InRange(english.Count, 40, 200);
        Assert.Equal(english.Order(StringComparer.Ordinal), korean.Order(StringComparer.Ordinal));
        var page = (await GetAsync("/live")).Text;
        Assert.Empty(Word().Matches(page).Select(word => word.Groups[1].Value).Except(english));
    }

    private static HashSet<string> Keys(string words, string from, string to)
    {
        var start = words.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return [.. Key().Matches(words[start..words.IndexOf(to, start, StringComparison.Ordinal)]).Select(key => key.Groups[1].Value)];
    }

    private async Task<ApiAnswer> GetAsync(string path) =>
        (await api.Http.SendAsync(new ApiRequest("GET", path).AsAdmin())).AssertStatus(200);

    private static IEnumerable<string> Named(string page) => Reference().Matches(page).Select(reference => reference.Groups[1].Value);

    [GeneratedRegex("(?:href|src)=\"([^\"#]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("from '\\./([^']+)'")]
    private static partial Regex Import();

    [GeneratedRegex("data-(?:text|label)=\"([^\"]+)\"")]
    private static partial Regex Word();

    [GeneratedRegex("(?:^|[ ,])([a-zA-Z]+): '", RegexOptions.Multiline)]
    private static partial Regex Key();
}
