using System.Reflection;

namespace Commerce.Architecture;

/// <summary>A type is public when another assembly of the product uses it, and internal otherwise. Tests see what is internal.</summary>
public sealed class VisibilityTests
{
    private static readonly string[] s_projects = ["Grains.Interfaces", "Grains", "Api", "Silo"];

    private static readonly Dictionary<string, string> s_publicAllTheSame = new()
    {
        ["Commerce.Journaling.JournalSession"] = "a parameter of IJournalWriter, which the silo registers",
    };

    [Fact]
    public void PublicTypes_AreUsedByAnotherAssembly_OrListedWithTheReason()
    {
        var unused = s_projects.SelectMany(UnusedOutside).ToList();
        Assert.True(unused.Order().SequenceEqual(s_publicAllTheSame.Keys.Order()),
            $"Public types that no other project uses are internal, or in {nameof(s_publicAllTheSame)}:\n{string.Join('\n', unused)}");
    }

    private static IEnumerable<string> UnusedOutside(string project)
    {
        var others = s_projects.Where(other => other != project).ToList();
        var used = others.SelectMany(CompiledReferences.TypesOf).Where(type => type.Assembly == $"Commerce.{project}")
            .Select(type => (type.Namespace, type.Name)).ToHashSet();
        return Assembly.Load($"Commerce.{project}").GetTypes()
            .Where(type => type.IsPublic && type.Namespace?.StartsWith("Commerce", StringComparison.Ordinal) == true)
            .Where(type => !used.Contains((type.Namespace!, type.Name)))
            .Where(type => !HasOnlyConstants(type) || !others.Any(other => Names(other, type)))
            .Select(type => type.FullName!);
    }

    // The compiler writes a constant's value where it is used, and no reference to its type.
    private static bool HasOnlyConstants(Type type) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .All(member => member is FieldInfo { IsLiteral: true });

    private static bool Names(string project, Type type) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
            .Any(file => File.ReadAllText(file).Contains($"{type.Name}.", StringComparison.Ordinal));
}
