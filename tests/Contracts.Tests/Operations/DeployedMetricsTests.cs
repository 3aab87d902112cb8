using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using Commerce.Hosting;
using Commerce.Telemetry;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace Commerce.Operations;

/// <summary>What alerts and dashboards ask for is something that a running silo has.</summary>
public sealed class DeployedMetricsTests
{
    [Fact]
    public async Task Expressions_OfAlertsAndDashboards_AskForInstrumentsThatExist()
    {
        var asked = Alerts().Concat(Dashboards()).ToList();
        Assert.Contains(asked, expression => expression.Contains("commerce_ready", StringComparison.Ordinal));

        var known = (await InstrumentsAsync()).SelectMany(PrometheusNames.Of).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(asked.SelectMany(PrometheusNames.In).Distinct().Except(known).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Table_OfTheOperationsPage_NamesEveryInstrumentOfOurs()
    {
        var ours = (await InstrumentsAsync()).Where(instrument => instrument.Meter.Name == CommerceMeter.Name)
            .Select(instrument => instrument.Name);
        var told = Documents.Rows(Documents.Read("docs", "operations.md"), "## Telemetry")
            .Select(row => row[0].Trim('`')).Where(name => name.StartsWith("commerce.", StringComparison.Ordinal));

        Assert.Equal(ours.Distinct().Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    /// <summary>Everything that can be measured in a silo that serves HTTP.</summary>
    private static async Task<IReadOnlyCollection<Instrument>> InstrumentsAsync()
    {
        var instruments = new ConcurrentQueue<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Enqueue(instrument) };
        listener.Start();
        using var folder = new TempFolder();
        await using var silo = SiloHost.Build(
        [
            $"--Storage:Directory={folder.Path}", "--Demo:Load=false", "--Urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None",
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={Ports.Free()}"),
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={Ports.Free()}"),
        ]);
        await silo.StartAsync();
        ObserveAll(silo.Services.GetRequiredService<CommerceMetrics>());
        await silo.StopAsync();
        return instruments;
    }

    // Some are observed only by what runs in a cluster.
    private static void ObserveAll(CommerceMetrics metrics)
    {
        foreach (var observe in typeof(CommerceMetrics).GetMethods()
            .Where(method => method.Name.StartsWith("Observe", StringComparison.Ordinal)))
        {
            var read = observe.GetParameters().Single().ParameterType;
            observe.Invoke(metrics, [Expression.Lambda(read, Expression.Default(read.GenericTypeArguments[0])).Compile()]);
        }
    }

    private static IEnumerable<string> Alerts()
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(Documents.Read("deploy", "prometheus", "rules.yaml"));
        yaml.Load(reader);
        return yaml.Documents[0].AllNodes.OfType<YamlMappingNode>().Where(node => node.Children.ContainsKey("expr"))
            .Select(node => node["expr"].ToString());
    }

    private static IEnumerable<string> Dashboards() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy", "grafana", "dashboards"), "*.json").SelectMany(file =>
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
            return dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!)
                .ToList();
        });
}
