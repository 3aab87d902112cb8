using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>
/// The first step of an orderly stop: readiness says no while requests are still taken, until load balancers have looked.
/// After that the server stops listening, and the requests under way finish.
/// </summary>
internal sealed class Drain(IHostApplicationLifetime lifetime, IOptions<HttpOptions> options, TimeProvider clock)
    : IHostedLifecycleService, IHealthCheck
{
    // What a stop may take beyond the drain: more than the slowest request and the last snapshots.
    public static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    /// <summary>
    /// While the process stops, every answer asks for its connection to be closed: none is left for a load balancer to send
    /// on at the moment that the server closes it.
    /// </summary>
    public static Task CloseConnections(HttpContext http, RequestDelegate next)
    {
        if (http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
            http.Response.Headers.Connection = "close";
        return next(http);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("Stopping.")
            : HealthCheckResult.Healthy());

    // ApplicationStopping was signalled before this is called, and the server stops listening after it.
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.DrainTime, clock, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
