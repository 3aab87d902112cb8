using System.Reflection;
using Commerce.Hosting;
using Commerce.Journaling;

namespace Commerce.Guide;

/// <summary>A word of the glossary names something in the code, and still does when that is renamed.</summary>
public sealed class GlossaryTests
{
    private const string Page = "docs/glossary.md";

    private static readonly (string Term, string Code)[] s_terms = [.. Pages.Read(Page).Split('\n')
        .Where(line => line.StartsWith("| **", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|')).Select(cells => (cells[0].Trim().Trim('*'), cells[^1]))];

    private static readonly HashSet<string> s_names = [.. Names()];

    public static TheoryData<string, string> CodeOfTerms => Data();

    [Theory]
    [MemberData(nameof(CodeOfTerms))]
    public void Name_BesideATerm_IsInTheCode(string term, string name) => Assert.True(s_names.Contains(name), $"{term}: nothing is called {name}.");

    [Fact]
    public void Terms_AreEachOnceAndInOrder()
    {
        var terms = s_terms.Select(term => term.Term).ToList();
        Assert.InRange(terms.Count, 30, 200);
        Assert.Equal(terms.Order(StringComparer.OrdinalIgnoreCase).Distinct(), terms);
    }

    private static TheoryData<string, string> Data()
    {
        var data = new TheoryData<string, string>();
        foreach (var (term, code) in s_terms)
        {
            foreach (var name in Pages.Code(code))
                data.Add(term, name);
        }
        return data;
    }

    private static IEnumerable<string> Names()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        Assembly[] assemblies = [typeof(ICommand).Assembly, typeof(JournalWriter).Assembly, typeof(CommerceApi).Assembly, typeof(SiloHost).Assembly];
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()))
        {
            var name = type.Name.Split('`')[0];
            yield return name;
            foreach (var member in type.GetMembers(All))
                yield return $"{name}.{member.Name}";
        }
        foreach (var script in Directory.GetFiles(Path.Combine(Repository.Root, "Silo", "Migrations"), "*.sql", SearchOption.AllDirectories))
        {
            foreach (var table in File.ReadLines(script).Where(line => line.StartsWith("CREATE TABLE ", StringComparison.OrdinalIgnoreCase)))
                yield return table["CREATE TABLE ".Length..].Replace("IF NOT EXISTS ", "", StringComparison.OrdinalIgnoreCase).Split(' ', '(')[0];
        }
        foreach (var folder in Directory.GetDirectories(Repository.Root).SelectMany(Directory.GetDirectories))
            yield return Path.GetRelativePath(Repository.Root, folder).Replace('\\', '/');
    }
}
