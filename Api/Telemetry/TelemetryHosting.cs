using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Commerce.Telemetry;

/// <summary>
/// Metrics, traces and logs over OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector. ASP.NET Core and Orleans
/// emit meters and activities themselves; they only have to be listened to.
/// </summary>
internal static class TelemetryHosting
{
    private const string EndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "commerce-silo";
    private const double TraceRatio = 0.01; // a spike's traces are alike: one in a hundred shows its shape

    public static void AddCommerceTelemetry(this WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[EndpointKey]))
            return;
        var resource = ResourceBuilder.CreateDefault().AddService(ServiceName, serviceInstanceId: Environment.MachineName);
        builder.Services.AddHostedService(_ => new Exporters(resource));
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.SetResourceBuilder(resource);
            logging.IncludeScopes = false;
            logging.AddOtlpExporter();
        });
    }

    private sealed class Exporters(ResourceBuilder resource) : IHostedService, IDisposable
    {
        private MeterProvider? _metrics;
        private TracerProvider? _traces;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter(CommerceMetrics.MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.*", "System.Runtime", "MySqlConnector")
                .AddOtlpExporter()
                .Build();
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(TraceRatio)))
                .AddSource("Microsoft.AspNetCore", "Microsoft.Orleans.*")
                .AddOtlpExporter()
                .Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            _metrics?.Dispose();
            _traces?.Dispose();
        }
    }
}
