using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;

namespace Commerce.Outbox;

/// <summary>
/// Empties the outbox into the transport: wakes on writes, sweeps for what a dead silo left behind, and removes a row only
/// when its events are safe. One relay of a cluster owns the outbox at a time, which keeps each aggregate's order.
/// </summary>
internal sealed partial class OutboxRelay(
    OutboxStore store,
    Leases leases,
    OutboxSignal signal,
    IEventTransport transport,
    IOptions<OutboxOptions> options,
    TimeProvider clock,
    CommerceMetrics metrics,
    ILogger<OutboxRelay> logger) : BackgroundService
{
    private const string LeaseName = "outbox-relay";

    private long _oldest; // recorded_at of the oldest row left, milliseconds since 1970; 0 when empty

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await leases.ReleaseAsync(LeaseName, cancellationToken);
        }
        catch (Exception failure)
        {
            LogRoundFailed(logger, failure); // the lease runs out by itself
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveOutboxLag(() =>
            Volatile.Read(ref _oldest) is > 0 and var oldest ? (clock.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1000.0 : 0);
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var more = await leases.TryOwnAsync(LeaseName, clock.GetUtcNow(), options.Value.LeaseTime, stoppingToken)
                           && await RelayRoundAsync(stoppingToken);
                failing = false;
                await Task.Delay(options.Value.Pause, clock, stoppingToken);
                if (!more)
                    await signal.WaitAsync(options.Value.SweepInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (!failing)
                    LogRoundFailed(logger, failure); // once per outage; the lag metric tells the rest
                failing = true;
                await Task.Delay(options.Value.SweepInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Relays one batch. True when there may be more.</summary>
    private async Task<bool> RelayRoundAsync(CancellationToken cancellationToken)
    {
        var batch = await store.ReadAsync(options.Value.BatchRows, cancellationToken);
        Volatile.Write(ref _oldest, batch.Oldest);
        if (batch.Rows.Count == 0)
            return false;
        await transport.PublishAsync(batch.Events, cancellationToken);
        await store.RemoveAsync(batch.Rows, cancellationToken);
        metrics.Published(batch.Events.Count);
        Volatile.Write(ref _oldest, 0);
        return batch.More;
    }

    [LoggerMessage(2101, LogLevel.Warning, "The outbox could not be relayed; nothing is lost, it is tried again.")]
    private static partial void LogRoundFailed(ILogger logger, Exception failure);
}
