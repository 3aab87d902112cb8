using System.Globalization;
using System.Net;
using System.Text;

namespace Commerce.Bench.Comparison.Rendering;

/// <summary>The report as one page that needs nothing else: charts, each with its figures, and what they mean.</summary>
internal sealed class ReportPage(ComparisonResults results)
{
    private const string NotMeasured = "<p class=\"missing\"><strong>Not measured in this run.</strong></p>\n";

    private readonly StringBuilder _page = new();

    public string ToHtml()
    {
        _page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{ReportText.Title}</title>\n<style>\n{ReportStyle.Css}</style>\n</head>\n")
            .Append(CultureInfo.InvariantCulture, $"<body>\n<main>\n<h1>{ReportText.Title}</h1>\n");
        AppendList(ReportText.Facts(results));
        AppendSummary();
        foreach (var scenario in Scenario.All)
            AppendScenario(scenario);
        AppendSpike();
        AppendLosses();
        AppendWords("What is the same for both", ReportText.Fair);
        AppendWords("What was taken from which report", ReportText.Taken);
        AppendWords("What to keep in mind", ReportText.Limits);
        return _page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private MeasuredScenario? Measured(Scenario scenario) =>
        results.Scenarios.FirstOrDefault(measured => measured.Id == scenario.Id && measured.Loads.Count > 0);

    private void AppendSummary()
    {
        _page.Append("<h2 id=\"summary\">At the heaviest load</h2>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>{Text(ReportText.OtherHardware)}</p>\n");
        Table(
            [
                "scenario", "connections", "this system, per second", "the other side", "throughput", "p95",
                "the report's own figure: other hardware",
            ],
            Scenario.All.Select(scenario => Measured(scenario)?.Loads[^1] is { } load
                ? new[]
                {
                    scenario.Title, $"{load.Connections}", ReportText.Number(load.Ours.PerSecond), ReportText.Number(load.Theirs.PerSecond),
                    ReportText.Ratio(load.Throughput), ReportText.Ratio(load.P95), $"{scenario.Source}: {scenario.Figure}",
                }
                : [scenario.Title, "", "not measured", "not measured", "", "", $"{scenario.Source}: {scenario.Figure}"]));
    }

    private void AppendScenario(Scenario scenario)
    {
        _page.Append(CultureInfo.InvariantCulture, $"<section id=\"{scenario.Id}\">\n<h2>{Text(scenario.Title)}</h2>\n")
            .Append(CultureInfo.InvariantCulture, $"<p><code>{Text(scenario.Request)}</code></p>\n<dl>")
            .Append(CultureInfo.InvariantCulture, $"<dt>{ReportText.Ours}</dt><dd>{Text(scenario.Ours)}</dd>")
            .Append(CultureInfo.InvariantCulture, $"<dt>{Text(scenario.Other)}</dt><dd>{Text(scenario.Theirs)}</dd>")
            .Append(CultureInfo.InvariantCulture, $"<dt>report: {Text(scenario.Source)}</dt>")
            .Append(CultureInfo.InvariantCulture, $"<dd>{Text(scenario.Figure)} (other hardware)</dd></dl>\n");
        if (Measured(scenario) is { } measured)
        {
            AppendCharts(scenario, measured.Loads);
            Table(["connections", "side", "per second", "p50 ms", "p95 ms", "p99 ms", "CPU us: server", "stores", "throughput", "p95"],
                measured.Loads.SelectMany(load => new[]
                {
                    Row($"{load.Connections}", ReportText.Ours, load.Ours, ReportText.Ratio(load.Throughput), ReportText.Ratio(load.P95)),
                    Row($"{load.Connections}", scenario.Other, load.Theirs, "", ""),
                }));
        }
        else
        {
            _page.Append(NotMeasured);
        }
        _page.Append("</section>\n");
    }

    private void AppendCharts(Scenario scenario, IReadOnlyList<MeasuredLoad> loads)
    {
        var labels = loads.Select(load => load.Connections.ToString(CultureInfo.InvariantCulture)).ToList();
        _page.Append("<div class=\"charts\">\n");
        Chart("throughput", "Throughput, per second", side => side.PerSecond);
        Chart("p50", "Latency, p50, ms", side => side.P50);
        Chart("p95", "Latency, p95, ms", side => side.P95);
        _page.Append("</div>\n");

        void Chart(string what, string title, Func<MeasuredSide, double?> value) => _page.Append(new LineChart(
            $"{scenario.Id}-{what}", title, "connections", labels,
            [
                new(ReportText.Ours, "ours", [.. loads.Select(load => value(load.Ours))]),
                new(scenario.Other, "theirs", [.. loads.Select(load => value(load.Theirs))]),
            ]).ToSvg()).Append('\n');
    }

    private void AppendSpike()
    {
        _page.Append("<section id=\"spike\">\n<h2>A sale of 1,000 pieces, moment by moment</h2>\n");
        if (results.Spike is { } spike)
            new SpikeCharts(spike).AppendTo(_page);
        else
            _page.Append(NotMeasured);
        _page.Append("</section>\n");
    }

    private void AppendLosses()
    {
        _page.Append("<section id=\"losses\">\n<h2>What was lost</h2>\n<p>20,000 pieces, and more customers; when 5,000 are given " +
            "away a part is killed. Then everything is started again, and what customers were told is compared with what is in SQL.</p>\n");
        var measured = LossCase.All
            .Select(loss => (Case: loss, Found: results.Losses.FirstOrDefault(found => found.Id == loss.Id))).ToList();
        var most = Math.Max(1, measured.Max(loss => loss.Found is { } found ? Math.Max(found.Lost, found.Excess) : 0));
        _page.Append("<div class=\"scroll\"><table>\n<thead><tr>");
        foreach (var head in new[] { "whose", "what died", "told they have one", "of them in SQL", "lost", "beyond what there was", "" })
            _page.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{head}</th>");
        _page.Append("</tr></thead>\n<tbody>\n");
        foreach (var (loss, found) in measured)
        {
            _page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Text(loss.System)}</th>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"text\">{Text(loss.What)}</td>")
                .Append(found is null
                    ? "<td colspan=\"5\">not measured in this run</td>"
                    : string.Create(CultureInfo.InvariantCulture,
                        $"<td>{found.Acknowledged:#,0} of {found.Pieces:#,0}</td><td>{found.Stored:#,0}</td><td>{found.Lost:#,0}</td>" +
                        $"<td>{found.Excess:#,0}</td><td>{Bar(Math.Max(found.Lost, found.Excess), most)}</td>"))
                .Append("</tr>\n");
        }
        _page.Append("</tbody></table></div>\n</section>\n");
    }

    /// <summary>How much of the worst it is, for the eye; the figure stands beside it.</summary>
    private static string Bar(long value, long most) => string.Create(CultureInfo.InvariantCulture,
        $"<svg class=\"bar\" viewBox=\"0 0 120 12\" aria-hidden=\"true\"><rect width=\"{120.0 * value / most:0.#}\" height=\"12\"/></svg>");

    private void AppendWords(string heading, IReadOnlyList<string> words)
    {
        _page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{heading}</h2>\n");
        AppendList(words);
        _page.Append("</section>\n");
    }

    private void AppendList(IReadOnlyList<string> words)
    {
        _page.Append("<ul>\n");
        foreach (var line in words)
            _page.Append(CultureInfo.InvariantCulture, $"<li>{Text(line)}</li>\n");
        _page.Append("</ul>\n");
    }

    private void Table(string[] heads, IEnumerable<string[]> rows) => HtmlTable.AppendTo(_page, heads, rows);

    private static string[] Row(string connections, string name, MeasuredSide side, string throughput, string p95) =>
    [
        connections, name, ReportText.Number(side.PerSecond), ReportText.Number(side.P50), ReportText.Number(side.P95),
        ReportText.Number(side.P99), ReportText.Number(side.ServerMicros), ReportText.Number(side.StoreMicros), throughput, p95,
    ];

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
