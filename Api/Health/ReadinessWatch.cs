using Commerce.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Commerce.Health;

/// <summary>Keeps an eye on readiness though nobody asks: a gauge for alerts, and a line in the log when it changes.</summary>
[LogCategory("Commerce.Hosting.ReadinessWatch")]
internal sealed partial class ReadinessWatch : IHealthCheckPublisher
{
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<ReadinessWatch> _logger;
    private volatile bool _ready;

    public ReadinessWatch(ApiMetrics metrics, IHostApplicationLifetime lifetime, ILogger<ReadinessWatch> logger)
    {
        (_lifetime, _logger) = (lifetime, logger);
        metrics.ObserveReadiness(() => _ready && !lifetime.ApplicationStopping.IsCancellationRequested);
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        var ready = report.Status != HealthStatus.Unhealthy;
        if (ready != _ready && !_lifetime.ApplicationStopping.IsCancellationRequested) // a stop is no news
        {
            _ready = ready;
            if (ready)
                LogReady(_logger);
            else
                LogNotReady(_logger, HealthEndpoints.Reasons(report));
        }
        return Task.CompletedTask;
    }

    [LoggerMessage(3301, LogLevel.Information, "Ready.")]
    private static partial void LogReady(ILogger logger);

    [LoggerMessage(3302, LogLevel.Warning, "Not ready any more: {Reasons}")]
    private static partial void LogNotReady(ILogger logger, string reasons);
}
