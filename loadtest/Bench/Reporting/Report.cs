using System.Globalization;
using Commerce.Bench.Servers;
using Commerce.Storage;

namespace Commerce.Bench.Reporting;

/// <summary>
/// Prints figures, and remembers whether a check of correctness failed. Targets are printed, never asserted; floors are, where there
/// are any.
/// </summary>
internal sealed class Report(TextWriter output, Floors? floors = null)
{
    private readonly List<string> _failed = [];
    private StorageProvider _storage;

    /// <summary>The checks that failed so far.</summary>
    public IReadOnlyList<string> Failed => _failed;

    /// <summary>Runs one benchmark on every database in turn.</summary>
    /// <returns>The exit code: 0, or 1 when a check failed.</returns>
    public async Task<int> RunAsync(Databases databases, Func<BenchDatabase, Task> benchmark)
    {
        Line(Machine.Describe());
        await foreach (var database in databases.EachAsync(this))
        {
            Line($"\n# {database.Name}");
            _storage = database.Provider;
            await using (database)
                await benchmark(database);
            foreach (var missing in floors?.NotMeasured(_storage) ?? [])
                Check(false, $"{missing} has a floor and was not measured");
        }
        return _failed.Count > 0 ? 1 : 0;
    }

    public void Line(string text) => output.WriteLine(text);

    /// <summary>A line that says whether the figure reaches its target.</summary>
    public void Target(string what, double value, string unit, double target, bool atLeast)
    {
        var met = atLeast ? value >= target : value <= target;
        Line(string.Create(CultureInfo.InvariantCulture,
            $"  {what}: {value:0.##}{unit} (target {(atLeast ? ">=" : "<=")} {target:0.##}{unit}: {(met ? "met" : "MISSED")})"));
        if (floors?.Take(_storage, what) is { } floor)
        {
            Check(atLeast ? value >= floor : value <= floor, string.Create(CultureInfo.InvariantCulture,
                $"{what} is not {(atLeast ? "below" : "above")} {floor:0.##}{unit}"));
        }
    }

    /// <summary>Something that must hold however slow the machine is.</summary>
    public void Check(bool holds, string what)
    {
        if (!holds)
            _failed.Add(what);
        Line($"  {(holds ? "ok" : "FAILED")}: {what}");
    }

    /// <summary>A table: a header and rows, cells parted by <c>|</c>; columns get the width they need.</summary>
    public void Table(string header, IEnumerable<string> rows)
    {
        var lines = rows.Prepend(header).Select(row => row.Split('|')).ToList();
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            Line("  " + string.Join("  ", line.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))));
    }
}

/// <summary>Figures of several rounds.</summary>
internal static class Figures
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median of the rounds' own ratios: what disturbs one round disturbs both its parts.</summary>
    public static double MedianRatio<T>(IReadOnlyList<T> of, IReadOnlyList<T> to, Func<T, double> figure) =>
        of.Zip(to, (a, b) => figure(a) / figure(b)).Median();
}
