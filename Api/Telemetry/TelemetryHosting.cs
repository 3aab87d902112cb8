using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Commerce.Telemetry;

/// <summary>
/// Metrics, traces and logs over OTLP, each where an endpoint for it is configured. ASP.NET Core, Orleans, the runtime and the
/// database driver emit meters and activities themselves; they only have to be listened to.
/// </summary>
public static class TelemetryHosting
{
    private const string ServiceNameKey = "OTEL_SERVICE_NAME";

    /// <summary>Sends this process's telemetry, where an endpoint for it is configured.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="serviceName">What the process is, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    /// <returns>Whether traces are sent, for which grain calls must carry their callers' ids.</returns>
    public static bool AddCommerceTelemetry(this WebApplicationBuilder builder, string serviceName)
    {
        builder.Services.AddSettings<TelemetryOptions>(TelemetryOptions.Section);
        var configuration = builder.Configuration;
        var metrics = OtlpTarget.Of(configuration, "metrics");
        var traces = OtlpTarget.Of(configuration, "traces");
        var resource = ResourceBuilder.CreateDefault().AddService(
            configuration[ServiceNameKey] is { Length: > 0 } name ? name : serviceName,
            serviceVersion: typeof(TelemetryHosting).Assembly.GetName().Version?.ToString(3),
            serviceInstanceId: configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.InstanceId)}"] is { Length: > 0 } id
                ? id
                : $"{Environment.MachineName}-{Environment.ProcessId}");
        if (metrics is not null || traces is not null)
            builder.Services.AddHostedService(services =>
                new Exporters(metrics, traces, resource, services.GetRequiredService<IOptions<TelemetryOptions>>().Value));
        if (OtlpTarget.Of(configuration, "logs") is { } logs)
        {
            builder.Logging.AddOpenTelemetry(logging =>
            {
                logging.SetResourceBuilder(resource);
                logging.IncludeScopes = false;
                logging.AddOtlpExporter(logs.Configure);
            });
        }
        return traces is not null;
    }

    /// <summary>Exports until the process has stopped everything else: the last values are those of its end.</summary>
    private sealed class Exporters(OtlpTarget? metrics, OtlpTarget? traces, ResourceBuilder resource, TelemetryOptions options)
        : IHostedService, IDisposable
    {
        private MeterProvider? _metrics;
        private TracerProvider? _traces;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (metrics is not null)
            {
                _metrics = Sdk.CreateMeterProviderBuilder()
                    .SetResourceBuilder(resource)
                    .AddMeter(CommerceMeter.Name, "Microsoft.Orleans", "Microsoft.AspNetCore.*", "System.Runtime", "MySqlConnector")
                    .AddOtlpExporter((exporter, reader) =>
                    {
                        metrics.Configure(exporter);
                        reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds =
                            (int)options.MetricsInterval.TotalMilliseconds;
                    })
                    .Build();
            }
            if (traces is not null)
            {
                _traces = Sdk.CreateTracerProviderBuilder()
                    .SetResourceBuilder(resource)
                    .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
                    .AddSource("Microsoft.AspNetCore", "Microsoft.Orleans.*", "MySqlConnector")
                    .AddProcessor(new WithoutStatements()) // before what sends them
                    .AddOtlpExporter(traces.Configure)
                    .Build();
            }
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
