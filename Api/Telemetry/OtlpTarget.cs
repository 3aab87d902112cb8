using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace Commerce.Telemetry;

/// <summary>Where one signal is sent, by OpenTelemetry's standard variables; the configuration can have them from any source.</summary>
/// <param name="Endpoint">The address.</param>
/// <param name="Protocol">How it is spoken to.</param>
internal sealed record OtlpTarget(Uri Endpoint, OtlpExportProtocol Protocol)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    /// <summary>The target of a signal, or <see langword="null"/> when it has none.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="signal"><c>metrics</c>, <c>traces</c> or <c>logs</c>.</param>
    /// <exception cref="OptionsValidationException">A variable's value cannot be understood.</exception>
    public static OtlpTarget? Of(IConfiguration configuration, string signal)
    {
        var own = $"{Prefix}{signal.ToUpperInvariant()}_";
        var protocol = (Set(configuration, own + "PROTOCOL") ?? Set(configuration, Prefix + "PROTOCOL")) switch
        {
            null or "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            _ => throw Invalid($"{Prefix}PROTOCOL", "must be grpc or http/protobuf."),
        };
        if (Set(configuration, own + "ENDPOINT") is { } exact)
            return new(Address(own + "ENDPOINT", exact), protocol);
        if (Set(configuration, Prefix + "ENDPOINT") is not { } common)
            return null;
        // Over HTTP the common endpoint is where the signals' own paths begin; gRPC needs none.
        return new(Address(Prefix + "ENDPOINT",
            protocol == OtlpExportProtocol.HttpProtobuf ? $"{common.TrimEnd('/')}/v1/{signal}" : common), protocol);
    }

    /// <summary>Sets an exporter up for this target.</summary>
    public void Configure(OtlpExporterOptions exporter) => (exporter.Endpoint, exporter.Protocol) = (Endpoint, Protocol);

    private static string? Set(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } value ? value : null;

    private static Uri Address(string key, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw Invalid(key, "must be an address such as http://localhost:4317.");

    private static OptionsValidationException Invalid(string key, string fix) => new(key, typeof(string), [$"{key} {fix}"]);
}
