using System.ComponentModel.DataAnnotations;

namespace Commerce.Telemetry;

/// <summary>
/// What is told to collectors, and how often. Configuration section <c>Telemetry</c>. Where they are is told by the
/// standard variables <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and <c>OTEL_EXPORTER_OTLP_{METRICS|TRACES|LOGS}_ENDPOINT</c>.
/// </summary>
internal sealed class TelemetryOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "Telemetry";

    /// <summary>Who this process is among those of its kind; the default is the machine's name and the process id.</summary>
    public string? InstanceId { get; set; }

    /// <summary>How often metrics are sent: short enough to see a spike of ten seconds. 1 second to 5 minutes.</summary>
    [TimeRange(1, 300)]
    public TimeSpan MetricsInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The share of requests whose traces are kept; 0 to 1. A spike's traces are alike: one in a hundred shows its shape.
    /// </summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 0.01;
}
