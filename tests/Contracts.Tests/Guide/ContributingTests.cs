using System.Text.RegularExpressions;
using Commerce.Operations;

namespace Commerce.Guide;

/// <summary>The pages that say what is where are held to what is there.</summary>
public sealed partial class ContributingTests
{
    private const string Page = "CONTRIBUTING.md";
    private const string Threats = "docs/security.md";

    // Where sources are named as paths, from the root of the repository.
    private static readonly string[] s_pages = [Page, "docs/architecture.md", "docs/README.md", "docs/adr/README.md", Threats];

    public static TheoryData<string, string> Paths
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var page in s_pages)
            {
                foreach (var path in Pages.Code(Pages.Read(page)).Where(code => PathForm().IsMatch(code)).SelectMany(Expand).Distinct())
                    data.Add(page, path);
            }
            return data;
        }
    }

    public static TheoryData<string> Tests => new(s_pages.SelectMany(page => Pages.Code(Pages.Read(page)))
        .Where(code => TestForm().IsMatch(code)).Distinct());

    [Theory]
    [MemberData(nameof(Paths))]
    public void Path_ThatAPageNames_IsThere(string page, string path) =>
        Assert.True(Path.Exists(Path.Combine(Repository.Root, path)), $"{page} names {path}, which is not there.");

    [Theory]
    [MemberData(nameof(Tests))]
    public void Test_ThatAPageNames_IsThere(string test)
    {
        var (type, method) = test.Split('.') is [var name, var fact] ? (name, fact) : (test, null);
        var files = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), $"{type}*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file).Split('.')[0] == type).Select(File.ReadAllText).ToList();
        Assert.True(Contains($"class {type}"), $"No test class {type} in a file of its name.");
        Assert.True(method is null || Contains($" {method}("), $"{type} has no test {method}.");

        bool Contains(string text) => files.Exists(source => source.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Boundaries_All_NameTheTestsThatTryThem() =>
        Assert.All(Documents.Rows(Pages.Read(Threats), "## Boundaries"), row => Assert.Contains(Pages.Code(row[^1]), TestForm().IsMatch));

    [Fact]
    public void TestProjects_All_AreSaidWhatTheyAreFor()
    {
        var told = Pages.Section(Page, "## Which tests for which change").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name.EndsWith(".Tests", StringComparison.Ordinal));
        Documents.AssertTold($"{Page}, '## Which tests for which change'", projects, told);
    }

    [Fact]
    public void Numbers_OfMigrations_AreTheSameInEveryDialect()
    {
        var dialects = Directory.GetDirectories(Path.Combine(Repository.Root, "Silo", "Migrations"))
            .Select(dialect => Directory.GetFiles(dialect, "*.sql").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal))
            .Select(scripts => string.Join('\n', scripts)).ToList();
        Assert.True(dialects.Count > 1 && dialects.Distinct().Count() == 1, string.Join("\n\n", dialects));
    }

    /// <summary><c>Silo/{A,B}/c.sql</c> is two paths.</summary>
    private static IEnumerable<string> Expand(string path)
    {
        if (ChoiceForm().Match(path) is not { Success: true } choice)
            return [path];
        var (before, after) = (path[..choice.Index], path[(choice.Index + choice.Length)..]);
        return choice.Groups["of"].Value.Split(',').SelectMany(one => Expand($"{before}{one}{after}"));
    }

    // With a slash inside, or a file at the root.
    [GeneratedRegex(@"^(?!/)([\w.{},-]+/[\w.{},/-]*|[\w-]+\.(md|props|sln))$")]
    private static partial Regex PathForm();

    [GeneratedRegex(@"^\w+Tests(\.\w+)?$")]
    private static partial Regex TestForm();

    [GeneratedRegex(@"\{(?<of>[^}]+)\}")]
    private static partial Regex ChoiceForm();
}
