using System.Diagnostics;
using System.Security.Cryptography;
using Commerce.Cluster;
using Commerce.Http;
using Commerce.ServiceDefaults;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Commerce.Health;

/// <summary>
/// Goes down the hot paths before this process calls itself ready, so that the first second of a spike does not pay for compiling
/// them: from its own HTTP, or from the calls that front-ends make, to the silos that have the grains and from silo to silo. It cannot
/// write: it rehearses (<see cref="Rehearsal"/>) with things that only its own requests may name.
/// </summary>
[LogCategory("Commerce.Hosting.WarmUp")]
internal sealed partial class WarmUp(
    IServer server, IGrainFactory grains, IOptions<HttpOptions> http, IHostApplicationLifetime lifetime, IServiceProvider services,
    ILogger<WarmUp> logger) : BackgroundService, IHostedLifecycleService, IHealthCheck
{
    // Side by side, for what is queued together and answered together is a path of its own.
    private const int Shops = 4;
    private const int AtOnce = 2; // in each shop

    // Past the count at which the runtime compiles a method again, with care.
    private const int Rounds = 60;

    private const string OwnHeader = "Commerce-Warm-Up";

    private static readonly AsyncLocal<bool> s_own = new();

    private readonly string _token = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private volatile bool _done;

    /// <summary>Whether an id that is out of bounds is the warm-up's own, so that its requests get as far as others do.</summary>
    public static bool May(long id) => s_own.Value && (id == WarmUpShop.Nothing || Rehearsal.Is(id));

    /// <summary>Whether the request under way is the warm-up's own. Nobody else can make one: it shows a secret of this process.</summary>
    public static bool IsOwn => s_own.Value;

    /// <summary>Knows the warm-up's own requests, while it lasts.</summary>
    public Task Recognize(HttpContext http, RequestDelegate next) => _done ? next(http) : RecognizeAsync(http, next);

    // Async, so that the value of s_own ends with this request.
    private async Task RecognizeAsync(HttpContext http, RequestDelegate next)
    {
        s_own.Value = http.Request.Headers[OwnHeader] is [{ } token] && token == _token;
        if (s_own.Value && http.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
            metrics.MetricsDisabled = true; // nobody waits for it
        await next(http);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_done ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Warming up."));

    /// <summary>It is over before anything stops that it asks.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task StoppingAsync(CancellationToken cancellationToken) => StopAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await lifetime.StartedAsync(stoppingToken);
            if (services.GetService<ClusterConnection>() is { } cluster)
                await cluster.FirstConnected.WaitAsync(stoppingToken);
            if (!http.Value.Enabled)
                await RehearseAsync(new WarmUpCalls(grains), stoppingToken);
            else if (OwnAddress.Of(server) is { } self)
                await RequestAsync(self, stoppingToken);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            return; // stopped before it was done, or never started
        }
        catch (Exception failure) when (
            failure is HttpRequestException or OperationCanceledException or CommerceUnavailableException
                or OrleansException or TimeoutException)
        {
            LogFailed(logger, failure); // slower at first, not wrong
        }
        _done = true;
    }

    private async Task RequestAsync(Uri self, CancellationToken cancellationToken)
    {
        using var direct = new SocketsHttpHandler { UseProxy = false }; // it is this process, whatever the environment says
        using var client = new HttpClient(direct) { BaseAddress = self, Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Add(OwnHeader, _token);
        await RehearseAsync(new WarmUpRequests(client), cancellationToken);
    }

    private async Task RehearseAsync(IWarmUpWays ways, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp(); // the machine's time, whatever clock the shop goes by
        var shops = Enumerable.Range(0, Shops).Select(_ => new WarmUpShop()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Shops * AtOnce).Select(async line =>
        {
            for (var round = 0; round == 0 || (round < Rounds && Stopwatch.GetElapsedTime(started) < http.Value.WarmUpFor); round++)
            {
                if (!await ways.GoAsync(shops[line % Shops], cancellationToken))
                    return;
            }
        }));
    }

    [LoggerMessage(3101, LogLevel.Warning, "Warming up failed.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}

/// <summary>The hot paths, one after the other.</summary>
internal interface IWarmUpWays
{
    /// <summary>Goes down each of them once.</summary>
    /// <param name="shop">What to ask for.</param>
    /// <param name="cancellationToken">Ends the warm-up.</param>
    /// <returns>Whether it is worth repeating: not while requests are refused because something is unavailable.</returns>
    Task<bool> GoAsync(WarmUpShop shop, CancellationToken cancellationToken);
}
