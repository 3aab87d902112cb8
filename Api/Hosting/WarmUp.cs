using Commerce.Coupons;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>
/// Goes down the hot paths before this process calls itself ready, so that the first second of a spike does not pay for
/// compiling them. The requests are for a campaign that does not exist: nothing is written.
/// </summary>
internal sealed partial class WarmUp(
    IServer server, IOptions<HttpOptions> http, IHostApplicationLifetime lifetime, IServiceProvider services, ILogger<WarmUp> logger)
    : BackgroundService, IHealthCheck
{
    private const int Requests = 500;

    private volatile bool _done;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Warming up."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        try
        {
            await started.Task.WaitAsync(stoppingToken);
            if (services.GetService<ClusterConnection>() is { } cluster)
                await cluster.FirstConnected.WaitAsync(stoppingToken);
            if (http.Value.Enabled && SelfAddress() is { } self)
                await RequestAsync(self, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // stopped before it was done, or never started
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            LogFailed(logger, failure); // slower at first, not wrong
        }
        _done = true;
    }

    private static async Task RequestAsync(Uri self, CancellationToken cancellationToken)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false }; // it is this process, whatever the environment says
        using var client = new HttpClient(direct) { BaseAddress = self, Timeout = TimeSpan.FromSeconds(10) };
        var body = new IssueCouponRequest(long.MaxValue, 1);
        for (var i = 0; i < Requests; i++)
        {
            using var response = await client.PostAsJsonAsync("/coupons/issue", body, cancellationToken);
            if ((int)response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                return;
        }
    }

    private Uri? SelfAddress()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses
            .FirstOrDefault(a => a.StartsWith("http://", StringComparison.Ordinal));
        return address is null ? null : new Uri(address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal).Replace("[::]", "127.0.0.1", StringComparison.Ordinal));
    }

    [LoggerMessage(2201, LogLevel.Warning, "Warming up failed.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
