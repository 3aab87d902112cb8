using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Commerce.Operations;

/// <summary>What compose.yaml and the Kubernetes manifests set is something that the programs read.</summary>
public sealed class DeployedSettingsTests
{
    // Variables of the platform, which are not ours to check.
    private static readonly string[] Platform = ["OTEL_", "DOTNET_", "ASPNETCORE_"];

    private static readonly string[] FileNames = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy", "k8s"), "*.yaml")
        .Append(Path.Combine(Repository.Root, "deploy", "compose.yaml"))
        .Select(file => Path.GetRelativePath(Repository.Root, file))
        .Where(file => Variables(file).Any())];

    public static TheoryData<string> Files => [.. FileNames];

    [Theory]
    [MemberData(nameof(Files))]
    public void Variables_OfAFile_AreSettingsOfThePrograms(string file) =>
        Assert.DoesNotContain(Variables(file).Select(variable => variable.Name), name => Settings.OfVariable(name) is null);

    [Theory]
    [MemberData(nameof(Files))]
    public void Values_OfAFile_CanBeBound(string file)
    {
        foreach (var (name, value) in Variables(file))
        {
            if (value is not null && Settings.OfVariable(name) is { } setting && setting.Type != typeof(Dictionary<string, string>)
                && setting.Type != typeof(string[]))
                TypeDescriptor.GetConverter(setting.Type).ConvertFromString(null, CultureInfo.InvariantCulture, value);
        }
    }

    /// <summary>What the project file asks of the runtime is in what it runs with, and what the guide says of it is so.</summary>
    [Fact]
    public void Runtime_OfTheSilo_IsSetAsTheGuideSays()
    {
        using var configuration = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "Commerce.Silo.runtimeconfig.json")));
        var set = configuration.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");

        Assert.False(set.GetProperty("System.GC.Server").GetBoolean());
        Assert.True(set.GetProperty("System.GC.Concurrent").GetBoolean());
        Assert.Equal(1_000_000, set.GetProperty("System.GC.LOHThreshold").GetInt32());
        Assert.Equal(48 * 1_024 * 1_024, set.GetProperty("System.GC.Gen0MaxBudget").GetInt32());
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        Assert.Contains("from 1,000,000 bytes on (`System.GC.LOHThreshold`", guide, StringComparison.Ordinal);
        Assert.Contains("48 MiB at the most (`System.GC.Gen0MaxBudget`", guide, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_ThatSetSomething_AreAllSeen() =>
        Assert.Equal(["api.yaml", "compose.yaml", "config.yaml", "secret.example.yaml", "silo.yaml"],
            FileNames.Select(Path.GetFileName).Order(StringComparer.Ordinal));

    /// <summary>
    /// What the runtime is told, it is told in both, and by the image nothing of it; a variable that stands beside the others reaches no
    /// process.
    /// </summary>
    [Fact]
    public void RuntimeAndWarmUp_OfComposeAndKubernetes_AreSetAlike()
    {
        static IEnumerable<(string, string?)> Of(params string[] file) => All(Path.Combine(["deploy", .. file]))
            .Where(variable => variable.Name.StartsWith("DOTNET_", StringComparison.Ordinal) || variable.Name == "Http__WarmUpFor").Order();

        Assert.NotEmpty(Of("compose.yaml"));
        Assert.Equal(Of("compose.yaml"), Of("k8s", "config.yaml"));
        var image = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "Dockerfile"));
        Assert.All(Of("compose.yaml"), variable => Assert.DoesNotContain($"{variable.Item1}=", image, StringComparison.Ordinal));
    }

    [Fact]
    public void Metadata_OfTheManifests_SaysWhatTheyAreAndNothingElse()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy", "k8s"), "*.yaml"))
            Assert.Empty(Named(Yaml(file), "metadata").SelectMany(Pairs).Select(pair => pair.Item1)
                .Except(["name", "namespace", "labels", "annotations"]));
    }

    [Fact]
    public void Secrets_OfTheManifests_AreNeverWrittenIntoThem()
    {
        foreach (var file in FileNames.Where(file => !file.EndsWith("secret.example.yaml", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(Variables(file), variable =>
                variable.Name is "Storage__ConnectionString" or "Clustering__ConnectionString" or "Admin__ApiKey" or "Admin__ApiKeys"
                && variable.Value is not null && !variable.Value.Contains(":?set it in deploy/.env}", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<(string Name, string? Value)> Variables(string file) =>
        All(file).Where(variable => !Platform.Any(prefix => variable.Name.StartsWith(prefix, StringComparison.Ordinal)));

    private static IEnumerable<(string Name, string? Value)> All(string file) =>
        In(Yaml(file)).Distinct().Where(variable => variable.Name != "<<");

    private static YamlSequenceNode Yaml(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Repository.Root, file));
        yaml.Load(reader);
        return new(yaml.Documents.Select(document => document.RootNode));
    }

    private static IEnumerable<YamlMappingNode> Named(YamlNode node, string name) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(child =>
            ((YamlScalarNode)child.Key).Value == name && child.Value is YamlMappingNode found ? [found] : Named(child.Value, name)),
        YamlSequenceNode sequence => sequence.Children.SelectMany(item => Named(item, name)),
        _ => [],
    };

    /// <summary>Wherever variables are set: `env` lists, `data` and `stringData`, and the environments of our own images.</summary>
    private static IEnumerable<(string Name, string? Value)> In(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.SelectMany(child => (((YamlScalarNode)child.Key).Value, child.Value) switch
        {
            ("env", YamlSequenceNode list) => list.Children.Cast<YamlMappingNode>()
                .Select(variable => (Text(variable, "name")!, Text(variable, "value"))),
            ("data" or "stringData", YamlMappingNode data) => Pairs(data),
            ("x-commerce-env" or "x-silo-env", YamlMappingNode shared) => Pairs(shared),
            ("environment", YamlMappingNode own) when own.Children.ContainsKey("<<") => Pairs(own),
            _ => In(child.Value),
        }),
        YamlSequenceNode sequence => sequence.Children.SelectMany(In),
        _ => [],
    };

    private static IEnumerable<(string, string?)> Pairs(YamlMappingNode mapping) =>
        mapping.Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, (pair.Value as YamlScalarNode)?.Value));

    private static string? Text(YamlMappingNode mapping, string key) =>
        mapping.Children.TryGetValue(key, out var value) ? (value as YamlScalarNode)?.Value : null;
}
