using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace Commerce.Operations;

/// <summary>Metrics as Prometheus knows them when it takes them in over OTLP.</summary>
internal static partial class PrometheusNames
{
    private static readonly Dictionary<string, string> Units = new()
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
    };

    /// <summary>The names an instrument's series have.</summary>
    public static IEnumerable<string> Of(Instrument instrument)
    {
        var name = NotAllowed().Replace(instrument.Name, "_");
        if (instrument.Unit is { } unit && Units.TryGetValue(unit, out var suffix)
            && !name.EndsWith($"_{suffix}", StringComparison.Ordinal))
            name += $"_{suffix}";
        var kind = instrument.GetType().Name;
        if (kind.StartsWith("Histogram", StringComparison.Ordinal))
            return [$"{name}_bucket", $"{name}_sum", $"{name}_count"];
        return kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal)
            ? [$"{name}_total"]
            : [name];
    }

    /// <summary>The metrics that an expression asks for.</summary>
    public static IEnumerable<string> In(string expression) =>
        Metric().Matches(Labels().Replace(expression, " ")).Select(match => match.Value);

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex NotAllowed();

    // What stands in braces, and after by and without, are labels.
    [GeneratedRegex(@"\{[^}]*\}|\b(by|without)\s*\([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b[a-z]+_[a-z0-9_]+\b(?!\s*\()")]
    private static partial Regex Metric();
}
