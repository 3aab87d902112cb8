using System.Globalization;
using System.Text;

namespace Commerce.Bench.Comparison.Rendering;

/// <summary>The sale from moment to moment.</summary>
internal sealed class SpikeCharts(MeasuredSpike spike)
{
    private const string Theirs = "Redis, Kafka, SQL";
    private const int Labels = 5;

    public void AppendTo(StringBuilder page)
    {
        page.Append(CultureInfo.InvariantCulture,
            $"<p>{spike.Connections:#,0} clients at once without pauses, 2,000 customers, {spike.Pieces:#,0} pieces. A point is ")
            .Append(CultureInfo.InvariantCulture, $"{spike.BinMilliseconds} ms of the round whose p95 is the median. ")
            .Append("Told is when the client read the answer, in SQL when the statement that wrote the row began.</p>\n")
            .Append("<div class=\"charts\">\n");
        Chart("spike-issued", "Pieces, so far: told, and in SQL", AllIssued(), bins =>
        [
            new(ReportText.Ours, "ours", [.. bins.Ours.Select(bin => (double?)bin.Issued)]),
            new("other: told", "theirs", [.. bins.Theirs.Select(bin => (double?)bin.Issued)]),
            new("other: in SQL", "third", [.. bins.Theirs.Select(bin => (double?)bin.Stored)]),
        ]);
        Chart("spike-p50", "Latency, p50, ms", All, bins => Pair(bins, bin => bin.P50));
        Chart("spike-p95", "Latency, p95, ms", All, bins => Pair(bins, bin => bin.P95));
        page.Append("</div>\n");
        HtmlTable.AppendTo(page, ["side", "issued", "per second", "p50 ms", "p95 ms", "p99 ms", "all in SQL"],
        [
            Row(ReportText.Ours, spike.Ours),
            Row(Theirs, spike.Theirs),
            ["first report: other hardware", "1,000", "1,097", "725", "1,440", "", ""],
            ["second report: other hardware", "100", "2,959", "65", "195", "292", ""],
        ]);

        void Chart(string id, string title, int count, Func<(SpikeBin[] Ours, SpikeBin[] Theirs), Line[]> lines) => page.Append(
            new LineChart(id, title, "ms after the first request", [.. Enumerable.Range(0, count).Select(i => Label(i, count))],
                lines(([.. spike.Ours.Bins.Take(count)], [.. spike.Theirs.Bins.Take(count)]))).ToSvg()).Append('\n');
    }

    private int All => Math.Min(spike.Ours.Bins.Count, spike.Theirs.Bins.Count);

    private static Line[] Pair((SpikeBin[] Ours, SpikeBin[] Theirs) bins, Func<SpikeBin, double?> value) =>
        [new(ReportText.Ours, "ours", [.. bins.Ours.Select(value)]), new(Theirs, "theirs", [.. bins.Theirs.Select(value)])];

    /// <summary>As many bins as it takes until everything is told and stored on both sides, and a few more.</summary>
    private int AllIssued()
    {
        var last = spike.Ours.Bins.Zip(spike.Theirs.Bins).Count(bin => bin.First.Issued < spike.Ours.Issued
            || bin.Second.Issued < spike.Theirs.Issued || bin.Second.Stored < spike.Theirs.Issued);
        return Math.Min(All, last + last / 4 + 2);
    }

    private string Label(int bin, int count) => bin % Math.Max(1, count / Labels) == 0
        ? ((bin + 1) * spike.BinMilliseconds).ToString(CultureInfo.InvariantCulture)
        : "";

    private static string[] Row(string name, SpikeSide side) =>
    [
        name, ReportText.Number(side.Issued), ReportText.Number(side.PerSecond), ReportText.Number(side.P50), ReportText.Number(side.P95),
        ReportText.Number(side.P99), ReportTable.Stored(side),
    ];
}
