using Commerce.Cluster;
using Commerce.Coupons;
using Commerce.Http;
using Commerce.Orders;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Health;

/// <summary>
/// Goes down the hot paths before this process calls itself ready, so that the first second of a spike does not pay for
/// compiling them. What is asked for does not exist: nothing is written. A process that serves no HTTP asks the grains.
/// </summary>
[LogCategory("Commerce.Hosting.WarmUp")]
internal sealed partial class WarmUp(
    IServer server, IGrainFactory grains, IOptions<HttpOptions> http, IHostApplicationLifetime lifetime, IServiceProvider services, TimeProvider clock,
    ILogger<WarmUp> logger) : BackgroundService, IHealthCheck
{
    private const int CouponRequests = 400; // past the count at which the runtime compiles a method again, with care
    private const int OtherRequests = 60;
    private const long Nobody = long.MaxValue;

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
            if (!http.Value.Enabled)
                await AskGrainsAsync(stoppingToken);
            else if (SelfAddress() is { } self)
                await RequestAsync(self, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // stopped before it was done, or never started
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or CommerceUnavailableException or OrleansException or TimeoutException)
        {
            LogFailed(logger, failure); // slower at first, not wrong
        }
        _done = true;
    }

    private async Task AskGrainsAsync(CancellationToken cancellationToken)
    {
        var coupon = grains.GetGrain<ICouponGrain>(Nobody);
        for (var i = 0; i < CouponRequests; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await coupon.IssueAll([new(1, null)]); // as front-ends call it
        }
        for (var i = 0; i < OtherRequests; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await grains.GetGrain<IOrderGrain>(Guid.CreateVersion7(clock.GetUtcNow())).Pay(new(null));
        }
    }

    private async Task RequestAsync(Uri self, CancellationToken cancellationToken)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false }; // it is this process, whatever the environment says
        using var client = new HttpClient(direct) { BaseAddress = self, Timeout = TimeSpan.FromSeconds(10) };
        var issue = new IssueCouponRequest(Nobody, 1);
        await RepeatAsync(CouponRequests, () => client.PostAsJsonAsync("/coupons/issue", issue, cancellationToken));
        var place = new PlaceOrderRequest(Nobody, null, [new(1, 1, 1)]);
        await RepeatAsync(OtherRequests, () => client.PostAsJsonAsync("/orders", place, cancellationToken));
        await RepeatAsync(OtherRequests, () => client.PostAsJsonAsync("/payments",
            new PayOrderRequest(Guid.CreateVersion7(clock.GetUtcNow())), cancellationToken));
        await RepeatAsync(OtherRequests, () => client.GetAsync($"/v1/users/{Nobody}/balance", cancellationToken));
    }

    /// <summary>Asks again and again; no longer than the answer is one that tells about the paths.</summary>
    private static async Task RepeatAsync(int times, Func<Task<HttpResponseMessage>> ask)
    {
        for (var i = 0; i < times; i++)
        {
            using var response = await ask();
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

    [LoggerMessage(3101, LogLevel.Warning, "Warming up failed.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
