using System.Text.Json;
using Commerce.Bench.Load;
using Commerce.Bench.Reporting;

namespace Commerce.Bench.Comparison;

/// <summary>What a run of the comparison found: all that its report is made of.</summary>
/// <param name="MeasuredAt">When the run began.</param>
/// <param name="Machine">Processors, memory, system, runtime.</param>
/// <param name="Database">The SQL server of both sides, and what it does before it says that a transaction is committed.</param>
/// <param name="Redis">The version of the other side's Redis.</param>
/// <param name="SecondsEach">Seconds of one measurement.</param>
/// <param name="Rounds">Measurements of each side at each load, taken in turns.</param>
/// <param name="Note">What a reader must know besides, such as what else ran.</param>
/// <param name="Scenarios">What was measured under load.</param>
/// <param name="Spike">What a sale looked like from second to second.</param>
/// <param name="Losses">What was left after something died.</param>
/// <param name="Failed">Checks of correctness that did not hold.</param>
internal sealed record ComparisonResults(
    DateTimeOffset MeasuredAt, string Machine, string Database, string Redis, double SecondsEach, int Rounds, string? Note,
    IReadOnlyList<MeasuredScenario> Scenarios, MeasuredSpike? Spike, IReadOnlyList<MeasuredLoss> Losses, IReadOnlyList<string> Failed)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is not there, or is something else.</exception>
    public static ComparisonResults Read(string file)
    {
        try
        {
            return Parse(File.ReadAllText(file));
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            throw new InvalidDataException($"{file} has no results: {failure.Message}", failure);
        }
    }

    /// <summary>Reads the text of a results file.</summary>
    public static ComparisonResults Parse(string json) => JsonSerializer.Deserialize<ComparisonResults>(json, s_json)!;

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    public void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, ToJson() + "\n");
    }
}

/// <summary>Both sides of a scenario, at every load.</summary>
/// <param name="Id">Of a <see cref="Scenario"/>.</param>
/// <param name="Loads">From the lightest to the heaviest.</param>
internal sealed record MeasuredScenario(string Id, IReadOnlyList<MeasuredLoad> Loads);

/// <summary>Both sides at one load.</summary>
/// <param name="Connections">How many requests were under way at any time.</param>
/// <param name="Throughput">Ours to theirs: the median of the rounds' own ratios.</param>
/// <param name="P95">Likewise.</param>
internal sealed record MeasuredLoad(int Connections, MeasuredSide Ours, MeasuredSide Theirs, double Throughput, double P95)
{
    public static MeasuredLoad Of(int connections, IReadOnlyList<LoadResult> ours, IReadOnlyList<LoadResult> theirs) => new(
        connections, MeasuredSide.Of(ours), MeasuredSide.Of(theirs),
        Round(Figures.MedianRatio(ours, theirs, r => r.PerSecond), 3), Round(Figures.MedianRatio(ours, theirs, r => r.P95), 3));

    internal static double Round(double value, int digits) => Math.Round(double.IsFinite(value) ? value : 0, digits);
}

/// <summary>One side at one load: medians of its rounds.</summary>
/// <param name="PerSecond">Flows that ended in a second; a flow is one request or two.</param>
/// <param name="P50">Milliseconds, as the others.</param>
/// <param name="ServerMicros">Processor time of the HTTP server for a flow, in microseconds.</param>
/// <param name="StoreMicros">Processor time of everything behind it for a flow, in microseconds.</param>
internal sealed record MeasuredSide(double PerSecond, double P50, double P95, double P99, double ServerMicros, double StoreMicros)
{
    public static MeasuredSide Of(IReadOnlyList<LoadResult> rounds) => new(
        Median(rounds, r => r.PerSecond, 0), Median(rounds, r => r.P50, 2), Median(rounds, r => r.P95, 2), Median(rounds, r => r.P99, 2),
        Median(rounds, r => r.Cpu.Server.TotalMicroseconds / r.Flows, 0), Median(rounds, r => r.Cpu.Stores.TotalMicroseconds / r.Flows, 0));

    private static double Median(IReadOnlyList<LoadResult> rounds, Func<LoadResult, double> figure, int digits) =>
        MeasuredLoad.Round(rounds.Select(figure).Median(), digits);
}

/// <summary>A sale from its first moment on; of several rounds the one whose p95 is the median.</summary>
/// <param name="Connections">How many customers asked at once.</param>
/// <param name="Pieces">How many there were.</param>
/// <param name="BinMilliseconds">How long each <see cref="SpikeBin"/> is.</param>
internal sealed record MeasuredSpike(int Connections, long Pieces, int BinMilliseconds, SpikeSide Ours, SpikeSide Theirs);

/// <summary>One side of the sale.</summary>
/// <param name="P50">Milliseconds, as the others.</param>
/// <param name="Issued">Pieces that customers were told they have.</param>
/// <param name="StoredAfterMilliseconds">When the last of them was in SQL; missing where it is there before the answer.</param>
internal sealed record SpikeSide(
    double PerSecond, double P50, double P95, double P99, long Issued, double? StoredAfterMilliseconds, IReadOnlyList<SpikeBin> Bins);

/// <summary>One moment of the sale.</summary>
/// <param name="P50">Milliseconds of the answers that came in it; missing when none came, as are the others.</param>
/// <param name="Issued">Pieces that customers were told they have, so far.</param>
/// <param name="Stored">Pieces that are in SQL, so far; missing where they are before the answer.</param>
internal sealed record SpikeBin(double? P50, double? P95, double? P99, long Issued, long? Stored);

/// <summary>What was left after something died in the middle of a sale and was started again.</summary>
/// <param name="Id">Of a <see cref="LossCase"/>.</param>
/// <param name="Pieces">How many there were.</param>
/// <param name="Acknowledged">Pieces that customers were told they have.</param>
/// <param name="Stored">Of them, pieces that are in SQL in the end.</param>
/// <param name="Excess">Pieces that customers were told they have beyond those there were.</param>
internal sealed record MeasuredLoss(string Id, long Pieces, long Acknowledged, long Stored, long Excess)
{
    /// <summary>Pieces that customers were told they have, and do not.</summary>
    public long Lost => Acknowledged - Stored;
}
