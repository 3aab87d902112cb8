using Commerce.Telemetry;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Commerce.Cluster;

/// <summary>
/// This process's connection to the silos: made in the background, restored by itself, and known at every moment, so that
/// a request which nobody could serve is refused at once.
/// </summary>
[LogCategory("Commerce.Hosting.ClusterConnection")]
internal sealed partial class ClusterConnection(IServiceProvider services, TimeProvider clock, ILogger<ClusterConnection> logger)
    : BackgroundService, IClusterConnectionStatusObserver, IHealthCheck
{
    // Orleans connects to a gateway only to send a call. While requests are refused there is none, so this class sends one.
    private static readonly TimeSpan s_askEvery = TimeSpan.FromMilliseconds(100);

    // Longer than it takes to connect to another silo when the only one connected to stops. No request waits longer than this.
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _lost = new(0, 1);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Outage? _outage = new(null);

    /// <summary>Whether a silo can be reached.</summary>
    public bool IsConnected => _outage is null;

    /// <summary>Completes when a silo was reached for the first time.</summary>
    public Task FirstConnected => _first.Task;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsConnected ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("No silo can be reached."));

    /// <summary>
    /// Whether a silo can be reached within a moment of losing the last one: the silo was stopped, and there are others.
    /// </summary>
    /// <returns>At once when one can be reached, or when none could for longer.</returns>
    public async Task<bool> IsConnectedInAMomentAsync(CancellationToken cancellationToken)
    {
        if (_outage is not { } outage)
            return true;
        if (outage.Since is not { } since || s_moment - clock.GetElapsedTime(since) is not { Ticks: > 0 } left)
            return false;
        try
        {
            await outage.Over.Task.WaitAsync(left, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public void NotifyClusterConnectionLost()
    {
        if (!IsConnected)
            return;
        _outage = new(clock.GetTimestamp());
        LogLost(logger);
        if (_lost.CurrentCount == 0)
            _lost.Release();
    }

    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        // A gateway that accepts a connection may still not answer: only an answered call counts.
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var client = (IHostedService)services.GetRequiredService<IClusterClient>();
        try
        {
            await client.StartAsync(stoppingToken);
            while (true)
            {
                await AnsweredAsync(services.GetRequiredService<IGrainFactory>(), stoppingToken);
                var outage = _outage;
                _outage = null;
                outage?.Over.SetResult();
                _first.TrySetResult();
                LogConnected(logger);
                await _lost.WaitAsync(stoppingToken);
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop, perhaps in the middle of connecting.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ((IHostedService)services.GetRequiredService<IClusterClient>()).StopAsync(cancellationToken);
    }

    private async Task AnsweredAsync(IGrainFactory grains, CancellationToken cancellationToken)
    {
        for (var key = 0L; ; key++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // Each key may be sent by another gateway.
                await grains.GetGrain<IReachableGrain>(key % IReachableGrain.Keys).Ping().AsTask().WaitAsync(cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is OrleansException or TimeoutException)
            {
                await Task.Delay(s_askEvery, clock, cancellationToken);
            }
        }
    }

    /// <summary>A time without any silo.</summary>
    /// <param name="Since">When the last one was lost; <see langword="null"/> before there was any.</param>
    private sealed record Outage(long? Since)
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [LoggerMessage(3201, LogLevel.Information, "Connected to the cluster.")]
    private static partial void LogConnected(ILogger logger);

    [LoggerMessage(3202, LogLevel.Warning, "No silo can be reached; requests are refused until one can.")]
    private static partial void LogLost(ILogger logger);
}

/// <summary>Goes on trying to make the first connection, for as long as it takes.</summary>
[LogCategory("Commerce.Hosting.ClusterConnectionRetry")]
internal sealed partial class ClusterConnectionRetry(TimeProvider clock, ILogger<ClusterConnectionRetry> logger)
    : IClientConnectionRetryFilter
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_tellEvery = TimeSpan.FromSeconds(30);

    private long? _told;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (_told is not { } told || clock.GetElapsedTime(told) >= s_tellEvery)
        {
            _told = clock.GetTimestamp();
            LogWaiting(logger, exception.Message);
        }
        await Task.Delay(s_retryInterval, clock, cancellationToken);
        return true;
    }

    [LoggerMessage(3203, LogLevel.Warning, "Waiting for the cluster: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
