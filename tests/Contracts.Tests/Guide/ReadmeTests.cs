using System.Reflection;
using Commerce.Hosting;

namespace Commerce.Guide;

/// <summary>The first page names everything that there is.</summary>
public sealed class ReadmeTests
{
    private const string Heading = "## Where things are";

    // What makes a folder one of sources, rather than of what a build or a run left behind.
    private static readonly string[] s_sources = [".cs", ".sql", ".md", ".sh", ".yaml", ".js", ".conf", ".csproj"];
    private static readonly string[] s_made = ["bin", "obj", "TestResults"];

    private static readonly string s_section = Pages.Section("README.md", Heading);

    public static TheoryData<string> Folders => new(FoldersOf(Repository.Root).Where(name => !name.StartsWith('.')));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_OfTheRepository_HasARowThatNamesItsFolders(string folder)
    {
        var row = s_section.Split('\n').SingleOrDefault(line => line.StartsWith($"| `{folder}` |", StringComparison.Ordinal));
        Assert.True(row is not null, $"README.md, '{Heading}': no row for `{folder}`.");
        // What is alike in every project is said once, above the table.
        var above = s_section[..s_section.IndexOf("\n|", StringComparison.Ordinal)];
        var named = Pages.Code(above).Concat(Pages.Code(row)).Select(code => code.Split('/')[^1]).ToHashSet(StringComparer.Ordinal);
        var missing = FoldersOf(Path.Combine(Repository.Root, folder)).Where(name => !named.Contains(name)).ToList();
        Assert.True(missing.Count == 0, $"README.md, '{Heading}', row `{folder}`: {string.Join(", ", missing)} is not named.");
    }

    [Fact]
    public void Projects_All_AreNamed()
    {
        var named = Pages.Code(s_section).SelectMany(code => code.Split('/')).ToHashSet(StringComparer.Ordinal);
        var projects = Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension);
        var missing = projects.Where(project => !named.Contains(project!)).ToList();
        Assert.True(missing.Count == 0, $"README.md, '{Heading}': {string.Join(", ", missing)} are not named.");
    }

    [Fact]
    public void Commands_OfTheProgram_AreAllNamed()
    {
        var usage = (string)typeof(SiloHost).Assembly.GetType("Commerce.Hosting.SiloCommands", throwOnError: true)!
            .GetField("Usage", BindingFlags.Static | BindingFlags.NonPublic)!.GetRawConstantValue()!;
        var commands = usage.Split('\n').Where(line => line.StartsWith("Silo ", StringComparison.Ordinal) && line[5] != ' ')
            .Select(line => line.Split(' ')[1]).ToList();
        Assert.InRange(commands.Count, 5, 50);
        var missing = commands.Except(Pages.Code(s_section)).ToList();
        Assert.True(missing.Count == 0, $"README.md, '{Heading}': the commands {string.Join(", ", missing)} are not named.");
    }

    private static IEnumerable<string> FoldersOf(string path) => Directory.GetDirectories(path)
        .Where(IsOfSources).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    private static bool IsOfSources(string folder) => !s_made.Contains(Path.GetFileName(folder))
        && (Directory.EnumerateFiles(folder).Any(file => s_sources.Contains(Path.GetExtension(file)))
            || Directory.EnumerateDirectories(folder).Any(IsOfSources));
}
