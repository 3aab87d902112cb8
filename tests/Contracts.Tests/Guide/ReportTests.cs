using Commerce.Bench.Comparison;
using Commerce.Bench.Comparison.Rendering;

namespace Commerce.Guide;

/// <summary>The pages of the comparison say what its results say, all of it, and nothing that was not measured.</summary>
public sealed class ReportTests
{
    private const string NotMeasured = "Not measured in this run.";

    [Fact]
    public void Pages_OfAResultsFile_HaveEveryScenarioAndItsFigures()
    {
        var (page, table) = Pages(ComparisonResults.Parse(Everything().ToJson()));
        foreach (var (scenario, i) in Scenario.All.Select((scenario, i) => (scenario, i)))
        {
            var section = Section(page, scenario.Id);
            Assert.Contains($">{ReportText.Number(Throughput(i))}<", section, StringComparison.Ordinal);
            Assert.Equal(3, section.Split("<svg").Length - 1);
            Assert.Contains($"| {scenario.Title} | 64 | {Throughput(i):#,0}, ", table, StringComparison.Ordinal);
            Assert.Contains(scenario.Figure, table, StringComparison.Ordinal);
        }
        Assert.Equal(3, Section(page, "spike").Split("<svg").Length - 1);
        Assert.All(LossCase.All, loss => Assert.Contains(loss.What, Section(page, "losses"), StringComparison.Ordinal));
        Assert.Contains("| 1,234 of 5,000 | 1,230 | **4** | **0** |", table, StringComparison.Ordinal);
        Assert.DoesNotContain("not measured", page + table, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Pages_TextOfTheResults_StaysText()
    {
        var (page, table) = Pages(Everything() with { Note = "<script>alert(1)</script> | `a`", Failed = ["<b>1 & 2</b>"] });
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; | `a`", page, StringComparison.Ordinal);
        Assert.Contains("A CHECK FAILED: &lt;b&gt;1 &amp; 2&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains(@"&lt;script>alert(1)&lt;/script> \| \`a\`", table, StringComparison.Ordinal);
        Assert.Contains("A CHECK FAILED: &lt;b>1 &amp; 2&lt;/b>", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_WhatIsMissing_IsSaid()
    {
        foreach (var missing in Scenario.All)
        {
            var all = Everything();
            var (page, table) = Pages(all with { Scenarios = [.. all.Scenarios.Where(measured => measured.Id != missing.Id)] });
            Assert.Contains(NotMeasured, Section(page, missing.Id), StringComparison.Ordinal);
            Assert.Contains($"| {missing.Title} | | not measured |", table, StringComparison.Ordinal);
        }
        var (without, withoutTable) = Pages(Everything() with { Spike = null, Losses = [] });
        Assert.Contains(NotMeasured, Section(without, "spike"), StringComparison.Ordinal);
        Assert.Equal(LossCase.All.Count, Section(without, "losses").Split("not measured in this run").Length - 1);
        Assert.Equal(LossCase.All.Count, withoutTable.Split("| not measured | | | |").Length - 1);
        Assert.Contains("\nNot measured.\n", withoutTable, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Alone_NeedsNothingElse()
    {
        var (page, _) = Pages(Everything());
        Assert.DoesNotMatch("(?i)(https?:|src=|href=|url\\(|@import)", page);
        Assert.Equal(page.Split("<svg viewBox").Length, page.Split("role=\"img\"").Length); // all but bars, whose figures stand beside them
    }

    /// <summary>
    /// Whoever measures again commits all three files together; <c>RENDER=only loadtest/compare.sh</c> makes the pages anew.
    /// </summary>
    [Fact]
    public void Report_OfTheRepository_IsMadeOfItsResults()
    {
        var folder = Path.Combine(Repository.Root, "docs", "report");
        var (page, table) = Pages(ComparisonResults.Read(Path.Combine(folder, "results.json")));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "index.html")), page);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "README.md")), table);
    }

    private static (string Page, string Table) Pages(ComparisonResults results) =>
        (new ReportPage(results).ToHtml(), ReportTable.ToMarkdown(results));

    private static string Section(string page, string id)
    {
        var from = page.IndexOf($"<section id=\"{id}\">", StringComparison.Ordinal);
        Assert.True(from >= 0, $"There is no section {id}.");
        return page[from..page.IndexOf("</section>", from, StringComparison.Ordinal)];
    }

    private static double Throughput(int scenario) => 10_000 + scenario;

    private static ComparisonResults Everything() => new(
        new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "2 cores", "MariaDB", "7", 2, 3, null,
        [.. Scenario.All.Select((scenario, i) => new MeasuredScenario(scenario.Id,
            [new(64, new(Throughput(i), 1, 2, 3, 40, 5), new(100, 10, 20, 30, 400, 50), 3.5, 0.1)]))],
        new(1_500, 1_000, 20, SpikeSideOf(null), SpikeSideOf(60)),
        [.. LossCase.All.Select(loss => new MeasuredLoss(loss.Id, 5_000, 1_234, 1_230, 0))], []);

    private static SpikeSide SpikeSideOf(double? storedAfter) => new(20_000, 10, 20, 30, 1_000, storedAfter,
        [new(null, null, null, 0, 0), new(10, 20, 30, 1_000, 500), new(10, 20, 30, 1_000, 1_000)]);
}
