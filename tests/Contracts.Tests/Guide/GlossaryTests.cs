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

    private static readonly Assembly[] s_assemblies =
        [typeof(ICommand).Assembly, typeof(JournalWriter).Assembly, typeof(CommerceApi).Assembly, typeof(SiloHost).Assembly];

    private static readonly HashSet<string> s_names = [.. Names()];

    public static TheoryData<string, string> CodeOfTerms => Data();

    [Theory]
    [MemberData(nameof(CodeOfTerms))]
    public void Name_BesideATerm_IsInTheCode(string term, string name) =>
        Assert.True(s_names.Contains(name), $"{term}: nothing is called {name}.");

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

    private static IEnumerable<string> Names() =>
        s_assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(NamesOf).Concat(Tables());

    private static IEnumerable<string> NamesOf(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var name = type.Name.Split('`')[0];
        return type.GetMembers(All).Select(member => $"{name}.{member.Name}").Prepend(name);
    }

    private static IEnumerable<string> Tables()
    {
        const string Create = "CREATE TABLE ";
        return Directory.GetFiles(Path.Combine(Repository.Root, "Silo", "Migrations"), "*.sql", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines).Where(line => line.StartsWith(Create, StringComparison.OrdinalIgnoreCase))
            .Select(line => line[Create.Length..].Replace("IF NOT EXISTS ", "", StringComparison.OrdinalIgnoreCase).Split(' ', '(')[0]);
    }
}
