using System.Xml.Linq;

namespace Commerce.Architecture;

/// <summary>Who may reference whom, from the project files and from what was compiled.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> s_mayReference = new()
    {
        ["Grains.Interfaces"] = [],
        ["Grains"] = ["Grains.Interfaces"],
        ["Api"] = ["Grains.Interfaces"],
        ["Silo"] = ["Grains", "Api"],
    };

    // What only hosts may touch: rules and contracts know neither a database nor a web server.
    private static readonly Dictionary<string, string[]> s_mustNotKnow = new()
    {
        ["Grains.Interfaces"] =
            ["Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "MySqlConnector", "Dapper", "Confluent.Kafka", "StackExchange.Redis",
            "Orleans.Runtime"],
        ["Grains"] = ["Microsoft.AspNetCore", "Microsoft.Data.Sqlite", "MySqlConnector", "Dapper", "Confluent.Kafka",
            "StackExchange.Redis"],
        ["Api"] = ["Microsoft.Data.Sqlite", "MySqlConnector", "Dapper", "Confluent.Kafka", "Orleans.Runtime"],
        ["Silo"] = [],
    };

    public static TheoryData<string> Projects => new(s_mayReference.Keys);

    [Fact]
    public void Projects_OfTheProduct_AreTheOnesInTheTable()
    {
        var found = Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal) && !path.StartsWith("loadtest/", StringComparison.Ordinal));
        Assert.Equal(s_mayReference.Keys.Select(name => $"{name}/{name}.csproj").Order(), found.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectFile_References_OnlyWhatTheTableAllows(string project)
    {
        var references = XDocument.Load(Path.Combine(Repository.Root, project, $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(references.Except(s_mayReference[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_OnlyWhatTheTableAllows(string project)
    {
        var ours = CompiledReferences.AssembliesOf(project).Where(name => name.StartsWith("Commerce.", StringComparison.Ordinal))
            .Select(name => name["Commerce.".Length..]);
        Assert.Empty(ours.Except(Reachable(project)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_References_NoTechnologyOfTheHosts(string project)
    {
        Assert.DoesNotContain(CompiledReferences.AssembliesOf(project), name => s_mustNotKnow[project].Any(banned =>
            name == banned || name.StartsWith($"{banned}.", StringComparison.Ordinal)));
    }

    [Fact]
    public void Api_UsesNoType_OfTheGrainsOrTheSilo()
    {
        Assert.DoesNotContain(CompiledReferences.TypesOf("Api"), type => type.Assembly is "Commerce.Grains" or "Commerce.Silo"
            || type.Namespace is "Commerce.Journaling" or "Commerce.Outbox" or "Commerce.Storage");
    }

    private static HashSet<string> Reachable(string project)
    {
        var reachable = new HashSet<string>();
        foreach (var reference in s_mayReference[project])
        {
            reachable.Add(reference);
            reachable.UnionWith(Reachable(reference));
        }
        return reachable;
    }
}
