namespace Commerce.Guide;

/// <summary>Whoever follows a link arrives, and there is a link to every page.</summary>
public sealed class LinkTests
{
    private const string Docs = "docs/README.md";
    private const string Decisions = "docs/adr/README.md";

    public static TheoryData<string> AllPages => new(Pages.All);

    [Theory]
    [MemberData(nameof(AllPages))]
    public void Links_OfAPage_LeadSomewhere(string page)
    {
        var folder = Path.Combine(Repository.Root, Path.GetDirectoryName(page)!);
        foreach (var link in Pages.Links(page))
        {
            var (path, anchor) = link.Split('#') is [var to, var heading] ? (to, heading) : (link, null);
            var target = path.Length == 0 ? page : Path.GetRelativePath(Repository.Root, Path.Combine(folder, path)).Replace('\\', '/');
            Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), $"{page}: {link} is not there.");
            if (anchor is not null)
                Assert.True(Pages.Anchors(target).Contains(anchor), $"{page}: {target} has no heading #{anchor}.");
        }
    }

    [Fact]
    public void Docs_EveryPage_IsInTheirList()
    {
        var listed = Pages.Links(Docs).ToHashSet(StringComparer.Ordinal);
        var missing = Pages.All.Where(page => Path.GetDirectoryName(page) == "docs" && page != Docs)
            .Select(page => Path.GetFileName(page)).Where(page => !listed.Contains(page)).ToList();
        Assert.True(missing.Count == 0, $"{Docs} does not link to {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Decisions_EveryOne_IsInTheirListByItsTitle()
    {
        var told = Pages.Read(Decisions).Split('\n').Where(line => line.StartsWith("- [", StringComparison.Ordinal));
        var expected = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "adr"), "0*.md").Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal).Select(Line);
        Assert.True(told.SequenceEqual(expected), $"{Decisions} lacks:\n{string.Join('\n', expected.Except(told))}\n" +
            $"and has without a reason:\n{string.Join('\n', told.Except(expected))}\nThe lines are in the order of their numbers.");
    }

    [Fact]
    public void Decisions_EveryOne_HasTheNumberOfItsFile() =>
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "docs", "adr"), "0*.md"), file => Assert.StartsWith(
            $"# {int.Parse(Path.GetFileName(file)[..4], null)}. ", File.ReadLines(file).First(), StringComparison.Ordinal));

    // "# 7. A payment is ..." of 0007-payment.md becomes "- [0007](0007-payment.md) A payment is ...".
    private static string Line(string file)
    {
        var title = File.ReadLines(Path.Combine(Repository.Root, "docs", "adr", file)).First();
        return $"- [{file[..4]}]({file}) {title[(title.IndexOf(". ", StringComparison.Ordinal) + 2)..]}";
    }
}
