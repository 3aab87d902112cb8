using System.Text.RegularExpressions;

namespace Commerce.Guide;

/// <summary>The pages that people find their way by.</summary>
internal static partial class Pages
{
    /// <summary>Every page of prose, by its path in the repository.</summary>
    public static IReadOnlyList<string> All { get; } = [..
        new[] { "README.md", "CONTRIBUTING.md", "SECURITY.md" }
            .Concat(Files("docs"))
            .Concat(Files("loadtest"))
            .Order(StringComparer.Ordinal)];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    /// <summary>The links of a page to other pages, files and headings of the repository; what is code is no link.</summary>
    public static IEnumerable<string> Links(string page) => LinkForm().Matches(CodeForm().Replace(Prose(page), ""))
        .Select(link => link.Groups["to"].Value).Where(to => !to.Contains("://", StringComparison.Ordinal));

    /// <summary>The headings of a page, as links name them.</summary>
    public static IReadOnlySet<string> Anchors(string page) => Prose(page).Split('\n')
        .Where(line => line.StartsWith('#')).Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), ""))
        .Select(heading => heading.Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);

    /// <summary>What a text says in code style, in order.</summary>
    public static IEnumerable<string> Code(string text) => CodeForm().Matches(text).Select(code => code.Groups["code"].Value);

    /// <summary>The part of a page under a heading, down to the next of its rank or a higher one.</summary>
    public static string Section(string page, string heading)
    {
        var rank = heading.TakeWhile(c => c == '#').Count();
        var lines = Read(page).Split('\n').SkipWhile(line => line != heading).ToList();
        Assert.True(lines.Count > 0, $"{page} has no heading '{heading}'.");
        return string.Join('\n', lines.Skip(1).TakeWhile(line => !line.StartsWith('#') || line.TakeWhile(c => c == '#').Count() > rank));
    }

    /// <summary>The page without its blocks of code.</summary>
    public static string Prose(string page) => BlockForm().Replace(Read(page), "");

    private static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)")]
    private static partial Regex LinkForm();

    [GeneratedRegex(@"`(?<code>[^`\n]+)`")]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex BlockForm();

    [GeneratedRegex(@"[^\p{L}\p{N}\s_-]")]
    private static partial Regex NotInAnchors();
}
