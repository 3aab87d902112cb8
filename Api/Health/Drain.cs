using Commerce.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Health;

/// <summary>
/// The first step of an orderly stop: readiness says no while requests are still taken, until load balancers have looked.
/// After that the server stops listening, and the requests under way finish.
/// </summary>
internal sealed class Drain(IHostApplicationLifetime lifetime, IOptions<HttpOptions> options, TimeProvider clock)
    : IHostedLifecycleService, IHealthCheck
{
    // What a stop may take beyond the drain: more than the slowest request and the last snapshots.
    public static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    // What a load balancer that asks every second or two takes to notice, with room for one miss.
    private static readonly TimeSpan s_clusterDelay = TimeSpan.FromSeconds(5);

    /// <summary>How long a drain takes unless configured: zero for a process that stands alone, with no load balancer before it.</summary>
    public static TimeSpan DefaultDelay(WebApplicationBuilder builder) =>
        builder.Environment.IsDevelopment()
            || builder.Configuration["Clustering:Provider"] is null or "" or "Localhost" ? TimeSpan.Zero : s_clusterDelay;

    /// <summary>
    /// While the process drains, every answer ends its connection: a client that goes on comes back through the load
    /// balancer, and none has a request on its way when the rest is closed.
    /// </summary>
    public Task CloseConnection(HttpContext http, RequestDelegate next)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(http.Request.Protocol))
            http.Response.OnStarting(static response => Close((HttpResponse)response), http.Response); // an error's answer begins anew
        return next(http);

        static Task Close(HttpResponse response)
        {
            response.Headers.Connection = "close";
            return Task.CompletedTask;
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("Stopping.")
            : HealthCheckResult.Healthy());

    // ApplicationStopping was signalled before this is called, and the server stops listening after it.
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.DrainDelay!.Value, clock, cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
