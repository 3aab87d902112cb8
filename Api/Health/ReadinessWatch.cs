using Commerce.Access;
using Commerce.Http;
using Commerce.Live;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Health;

/// <summary>Keeps an eye on readiness though nobody asks: a gauge for alerts, and a line in the log when it changes.</summary>
[LogCategory("Commerce.Hosting.ReadinessWatch")]
internal sealed partial class ReadinessWatch : IHealthCheckPublisher
{
    // Hosts that stand for every address of the machine: the server's own, and those that Urls may say.
    private static readonly string[] s_anyHost = ["[::]", "0.0.0.0", "+", "*"];

    private readonly IHostApplicationLifetime _lifetime;
    private readonly IServer _server;
    private readonly HttpOptions _http;
    private readonly AdminOptions _admin;
    private readonly bool _isOpenToSee;
    private readonly ILogger<ReadinessWatch> _logger;
    private volatile bool _ready;

    public ReadinessWatch(
        ApiMetrics metrics, IHostApplicationLifetime lifetime, IServer server, IOptions<HttpOptions> http, IOptions<AdminOptions> admin,
        IOptions<LiveOptions> live, IHostEnvironment environment, ILogger<ReadinessWatch> logger)
    {
        (_lifetime, _server, _http, _admin, _logger) = (lifetime, server, http.Value, admin.Value, logger);
        _isOpenToSee = live.Value.IsOpen(environment);
        metrics.ObserveReadiness(() => _ready && !lifetime.ApplicationStopping.IsCancellationRequested);
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        var ready = report.Status != HealthStatus.Unhealthy;
        if (ready != _ready && !_lifetime.ApplicationStopping.IsCancellationRequested) // a stop is no news
        {
            _ready = ready;
            if (ready)
                LogReady(_logger, Where());
            else
                LogNotReady(_logger, HealthEndpoints.Reasons(report));
        }
        return Task.CompletedTask;
    }

    /// <summary>An address as somebody at this machine opens it: one that stands for all of the machine's is no place to go.</summary>
    /// <param name="address">One the server listens at.</param>
    internal static string ToOpen(string address) =>
        s_anyHost.Aggregate(address, (known, any) => known.Replace($"://{any}:", "://localhost:", StringComparison.Ordinal));

    private string Where()
    {
        var open = _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if ((AdminAddress.First(_admin) ?? open) is not { } own)
            return "";
        if (!_http.Enabled)
            return $"Health alone is served, at {ToOpen(own)}/health/ready";
        var live = _isOpenToSee && open is not null ? $"Watch it at {ToOpen(open)} - the API" : "The API";
        return $"{live} is described at {ToOpen(own)}/docs";
    }

    [LoggerMessage(3301, LogLevel.Information, "Ready. {Where}")]
    private static partial void LogReady(ILogger logger, string where);

    [LoggerMessage(3302, LogLevel.Warning, "Not ready any more: {Reasons}")]
    private static partial void LogNotReady(ILogger logger, string reasons);
}
