using YamlDotNet.RepresentationModel;

namespace Commerce.Operations;

public sealed class AlertTests
{
    private static readonly (string Name, string Runbook)[] Alerts = [.. ReadAlerts()];

    [Fact]
    public void Alerts_All_LeadToASectionOfTheRunbook()
    {
        var sections = Documents.Read("docs", "runbook.md").Split('\n')
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => $"docs/runbook.md#{line[3..].Replace(' ', '-')}");
        Assert.NotEmpty(Alerts);
        Assert.Empty(Alerts.Select(alert => alert.Runbook).Except(sections));
    }

    [Fact]
    public void Runbook_NamesEveryAlertAndNoOther()
    {
        var named = Documents.Read("docs", "runbook.md").Split('`').Where((_, i) => i % 2 == 1)
            .Where(code => code.StartsWith("Commerce", StringComparison.Ordinal)).Distinct();
        Assert.Equal(Alerts.Select(alert => alert.Name).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Alerts_All_HaveATestThatFires()
    {
        var tests = Documents.Read("deploy", "prometheus", "rules.test.yaml");
        Assert.DoesNotContain(Alerts, alert => !tests.Contains($"alertname: {alert.Name}\n", StringComparison.Ordinal));
    }

    private static IEnumerable<(string, string)> ReadAlerts()
    {
        var yaml = new YamlStream();
        using var reader = new StringReader(Documents.Read("deploy", "prometheus", "rules.yaml"));
        yaml.Load(reader);
        return yaml.Documents[0].RootNode["groups"].AllNodes.OfType<YamlMappingNode>()
            .Where(node => node.Children.ContainsKey("alert"))
            .Select(alert => (alert["alert"].ToString(), alert["annotations"]["runbook_url"].ToString()));
    }
}
