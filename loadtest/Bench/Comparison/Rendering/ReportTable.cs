using System.Globalization;
using System.Text;

namespace Commerce.Bench.Comparison.Rendering;

/// <summary>The report as Markdown: tables, and what they mean.</summary>
internal static class ReportTable
{
    public static string ToMarkdown(ComparisonResults results)
    {
        var page = new StringBuilder($"# {ReportText.Title}\n\n");
        page.Append("Made by `").Append(ReportText.Command)
            .Append("` of [results.json](results.json); with charts: [index.html](index.html).\n\n");
        AppendList(page, ReportText.Facts(results));
        page.Append("\n## Under load\n\n").Append(ReportText.OtherHardware).Append("\n\n")
            .Append("| scenario | connections | this system: per second, p50 / p95 / p99 ms, CPU us | the other side | throughput | p95 " +
                "| the report's own figure, OTHER HARDWARE |\n|---|---|---|---|---|---|---|\n");
        foreach (var scenario in Scenario.All)
            AppendScenario(page, scenario, results.Scenarios.FirstOrDefault(measured => measured.Id == scenario.Id));
        page.Append("\nCPU us: processor time of the server and of everything behind it for one flow.\n\n## A sale of 1,000 pieces\n\n");
        AppendSpike(page, results.Spike);
        page.Append("\n## What was lost\n\n")
            .Append("| | what died in the middle of a sale | told they have one | of them in SQL | lost | beyond what there was |\n")
            .Append("|---|---|---|---|---|---|\n");
        foreach (var loss in LossCase.All)
            AppendLoss(page, loss, results.Losses.FirstOrDefault(measured => measured.Id == loss.Id));
        AppendSides(page);
        AppendWords(page, "What is the same for both", ReportText.Fair);
        AppendWords(page, "What was taken from which report", ReportText.Taken);
        AppendWords(page, "What to keep in mind", ReportText.Limits);
        return page.ToString();
    }

    private static void AppendScenario(StringBuilder page, Scenario scenario, MeasuredScenario? measured)
    {
        if (measured is null or { Loads: [] })
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| {Cell(scenario.Title)} | | not measured | not measured | | | {Figure(scenario)} |\n");
            return;
        }
        foreach (var load in measured.Loads)
        {
            var first = load == measured.Loads[0];
            page.Append(CultureInfo.InvariantCulture,
                $"| {(first ? Cell(scenario.Title) : "")} | {load.Connections} | {Side(load.Ours)} | {Side(load.Theirs)} ")
                .Append(CultureInfo.InvariantCulture,
                    $"| {ReportText.Ratio(load.Throughput)} | {ReportText.Ratio(load.P95)} | {(first ? Figure(scenario) : "")} |\n");
        }
    }

    private static void AppendSpike(StringBuilder page, MeasuredSpike? spike)
    {
        if (spike is null)
        {
            page.Append("Not measured.\n");
            return;
        }
        page.Append(CultureInfo.InvariantCulture,
            $"{spike.Connections:#,0} clients at once without pauses, 2,000 customers, {spike.Pieces:#,0} pieces.\n\n")
            .Append("| | issued | per second | p50 / p95 / p99 ms | all in SQL |\n|---|---|---|---|---|\n");
        foreach (var (name, side) in new[] { (ReportText.Ours, spike.Ours), ("Redis, Kafka, SQL", spike.Theirs) })
        {
            page.Append(CultureInfo.InvariantCulture, $"| {name} | {side.Issued:#,0} | {side.PerSecond:#,0} ")
                .Append(CultureInfo.InvariantCulture, $"| {side.P50:0.0} / {side.P95:0.0} / {side.P99:0.0} | {Stored(side)} |\n");
        }
        page.Append("| first report, OTHER HARDWARE | 1,000 | 1,097 | 725 / 1,440 / | |\n")
            .Append("| second report, OTHER HARDWARE | 100 | 2,959 | 65 / 195 / 292 | |\n");
    }

    /// <summary>When all of a side's pieces were in SQL.</summary>
    public static string Stored(SpikeSide side) => side.StoredAfterMilliseconds is { } after
        ? string.Create(CultureInfo.InvariantCulture, $"{after:#,0} ms after the first request")
        : "each before its answer";

    private static void AppendLoss(StringBuilder page, LossCase loss, MeasuredLoss? measured) => page.Append(measured is null
        ? $"| {loss.System} | {Cell(loss.What)} | not measured | | | |\n"
        : string.Create(CultureInfo.InvariantCulture,
            $"| {loss.System} | {Cell(loss.What)} | {measured.Acknowledged:#,0} of {measured.Pieces:#,0} | {measured.Stored:#,0} | " +
            $"**{measured.Lost:#,0}** | **{measured.Excess:#,0}** |\n"));

    private static void AppendSides(StringBuilder page)
    {
        page.Append("\n## What each side does, and guarantees\n\n")
            .Append("| scenario | request | this system | the other side | from report |\n|---|---|---|---|---|\n");
        foreach (var scenario in Scenario.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {Cell(scenario.Title)} | `{scenario.Request}` | {Cell(scenario.Ours)} ")
                .Append(CultureInfo.InvariantCulture, $"| {scenario.Other}: {Cell(scenario.Theirs)} | {scenario.Source} |\n");
        }
    }

    private static void AppendWords(StringBuilder page, string heading, IReadOnlyList<string> words)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n");
        AppendList(page, words);
    }

    private static void AppendList(StringBuilder page, IReadOnlyList<string> words)
    {
        foreach (var line in words)
            page.Append(CultureInfo.InvariantCulture, $"* {Cell(line)}\n");
    }

    private static string Side(MeasuredSide side) => string.Create(CultureInfo.InvariantCulture,
        $"{side.PerSecond:#,0}, {ReportText.Number(side.P50)} / {ReportText.Number(side.P95)} / {ReportText.Number(side.P99)}, " +
        $"{side.ServerMicros + side.StoreMicros:#,0}");

    private static string Figure(Scenario scenario) => Cell($"{scenario.Source}: {scenario.Figure}");

    /// <summary>Text that stays text in a cell, whatever it holds.</summary>
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            cell.Append(c switch
            {
                '\n' or '\r' => " ",
                '<' => "&lt;",
                '&' => "&amp;",
                '|' or '*' or '`' or '[' or ']' or '\\' => $"\\{c}",
                _ => c.ToString(),
            });
        }
        return cell.ToString();
    }
}
