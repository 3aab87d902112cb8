using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;

namespace Commerce.Outbox;

/// <summary>
/// Empties the outbox into the transport: wakes on writes, sweeps for what a dead silo left behind, and removes a row only
/// when its events are safe. One relay of a cluster owns the outbox at a time.
/// </summary>
/// <remarks>
/// A relay that publishes an event has published the earlier ones of its subject, or found them gone from the outbox, which means
/// that they were published. So the first copies of a subject's events are in order, even when two relays work at once. The lease
/// keeps second copies rare, and close to the first: a batch is begun only if the lease outlasts the time it may take.
/// </remarks>
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
    /// <summary>What a lease has to have left beyond the time a batch may take: for being late.</summary>
    public static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(1);

    private const string LeaseName = "outbox-relay";

    private readonly HeldStreams _held = new(clock);
    private readonly LineAllowance _lines = new(clock);
    private long? _ownedSince; // a timestamp, which setting a clock does not move
    private int _failures;
    private long _oldest; // recorded_at of the oldest row left, milliseconds since 1970; 0 when empty or another's
    private long _backlog; // rows left; 0 when another's

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
            Volatile.Read(ref _oldest) is > 0 and var oldest
                ? Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1000.0 : 0);
        metrics.ObserveOutboxBacklog(() => Volatile.Read(ref _backlog));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunRoundAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (_failures++ == 0)
                    LogRoundFailed(logger, failure); // once per outage; lag and backlog tell the rest
                await LookAsync(stoppingToken);
                await Task.Delay(Backoff(), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        if (!await OwnAsync(cancellationToken))
        {
            Tell(0, 0);
            await Task.Delay(options.Value.SweepInterval, clock, cancellationToken);
            return;
        }
        var more = await RelayAsync(cancellationToken);
        if (_failures > 0)
            LogRecovered(logger, _failures);
        _failures = 0;
        if (more)
            return; // a backlog needs no time to gather
        await Task.Delay(options.Value.Pause, clock, cancellationToken);
        await signal.WaitAsync(options.Value.SweepInterval, cancellationToken);
    }

    /// <summary>Relays one batch. True when there may be more.</summary>
    private async Task<bool> RelayAsync(CancellationToken cancellationToken)
    {
        var batch = await ReadAsync(_held.Holds, cancellationToken);
        Tell(Older(batch.Oldest, batch.OldestHeld), batch.Backlog);
        // Reading can have taken long: if another relay owns the outbox by now, the batch is left to it.
        if (batch.Rows.Count == 0 || !await OwnAsync(cancellationToken))
            return false;
        try
        {
            await HandOverAsync(batch.Rows, batch.Events, cancellationToken);
        }
        catch (Exception refused) when (IsRefusal(refused))
        {
            // Streams that were refused before, and are again, tell nothing of the transport.
            if (batch.Rows.All(row => _held.Knows(row.Stream)))
                await SeparateAsync(PartsOf(batch), cancellationToken);
            else if (!await GoOnWithoutAsync(batch, cancellationToken))
                throw;
            return true;
        }
        if (batch.More)
            Tell(Older(batch.Oldest, batch.OldestHeld), batch.Backlog - batch.Rows.Count);
        else
            Tell(batch.OldestHeld, batch.Held);
        return batch.More;
    }

    private async Task HandOverAsync(IReadOnlyList<OutboxRow> rows, IReadOnlyList<IntegrationEvent> events,
        CancellationToken cancellationToken)
    {
        await PublishAsync(events, cancellationToken);
        await store.RemoveAsync(rows, cancellationToken);
        _held.Release(rows.Select(row => row.Stream));
        metrics.Published(events.Count);
    }

    private async Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Value.PublishTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await transport.PublishAsync(events, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var reason = transport.Trouble is { } trouble ? $" ({trouble})" : "";
            throw new TimeoutException($"{events.Count} events were not acknowledged within {options.Value.PublishTimeout}{reason}.");
        }
    }

    /// <summary>Whether the outbox is this relay's for as long as a batch may take; renews the lease when it is not long enough.</summary>
    private async Task<bool> OwnAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetTimestamp();
        if (_ownedSince is { } since
            && clock.GetElapsedTime(since, now) + options.Value.PublishTimeout + LeaseMargin < options.Value.LeaseTime)
            return true;
        _ownedSince = null;
        var owns = await leases.TryOwnAsync(LeaseName, options.Value.LeaseTime, cancellationToken);
        signal.Recent.Keep(owns);
        if (owns)
            _ownedSince = now;
        return owns;
    }

    private TimeSpan Backoff()
    {
        var (first, longest) = (options.Value.SweepInterval, options.Value.MaxBackoff);
        return TimeSpan.FromTicks((long)Math.Min(longest.Ticks, first.Ticks * Math.Pow(2, Math.Min(_failures - 1, 30))));
    }

    private static long Older(long oldest, long other) => oldest == 0 || other == 0 ? oldest + other : Math.Min(oldest, other);

    /// <summary>
    /// Tells what waits, whoever owns the outbox: while no relay gets to it, none knows of an owner that tells. What was told last
    /// stays while nobody can look.
    /// </summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (oldest, backlog) = await store.LookAsync(cancellationToken);
            Tell(oldest, backlog);
        }
        catch (Exception failure)
        {
            LogUnseen(logger, failure);
        }
    }

    private void Tell(long oldest, long backlog)
    {
        Volatile.Write(ref _oldest, oldest);
        Volatile.Write(ref _backlog, backlog);
    }

    [LoggerMessage(2101, LogLevel.Warning, "The outbox could not be relayed; nothing is lost, it is tried again.")]
    private static partial void LogRoundFailed(ILogger logger, Exception failure);

    [LoggerMessage(2102, LogLevel.Information, "The outbox can be relayed again, after {Failures} failed attempts.")]
    private static partial void LogRecovered(ILogger logger, int failures);

    [LoggerMessage(2105, LogLevel.Debug, "It cannot be looked at what waits in the outbox.")]
    private static partial void LogUnseen(ILogger logger, Exception failure);
}
