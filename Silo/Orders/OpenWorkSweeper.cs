using System.Data.Common;
using Commerce.Journaling;
using Commerce.Storage;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;

namespace Commerce.Orders;

/// <summary>
/// Resumes payments whose silo died under them. Resuming one that is still running joins it, so looking twice does no harm.
/// A stream without unfinished work is taken off the list. One that fails is tried after growing pauses, and never before others.
/// </summary>
internal sealed partial class OpenWorkSweeper(
    OpenWork work, IEnumerable<OpenWorkKind> kinds, Leases leases, IGrainFactory grains, IOptions<OpenWorkOptions> options,
        TimeProvider clock,
    CommerceMetrics metrics, ILogger<OpenWorkSweeper> logger)
    : BackgroundService
{
    private const string LeaseName = "open-work";
    private const int PageRows = 500;
    private const int SweepRows = 20_000; // what there is beyond them is gone through by the next sweeps
    private static readonly TimeSpan s_leaseTime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1); // an attempt that takes longer goes on without a turn of the sweep
    private static readonly TimeSpan s_sweepTime = TimeSpan.FromSeconds(2); // with a turn, less than the lease
    private static readonly TimeSpan s_reminder = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, OpenWorkKind> _kinds = kinds.ToDictionary(kind => kind.Category);
    private readonly OpenWorkAttempts _attempts = new(clock, options.Value.ResumeAfter, options.Value.SweepInterval);
    private readonly LineAllowance _lines = new(clock);
    private readonly LineAllowance _resumed = new(clock);
    private OpenWorkRow? _last; // where the sweep before had enough
    private int _counted;
    private int _overdue; // as of the latest sweep
    private long? _reminded;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await leases.ReleaseAsync(LeaseName, cancellationToken);
        }
        catch (Exception failure)
        {
            LogSweepFailed(logger, failure); // the lease runs out by itself
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveOverdueSagas(() => Volatile.Read(ref _overdue));
        using var timer = new PeriodicTimer(options.Value.SweepInterval, clock);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                if (await leases.TryOwnAsync(LeaseName, s_leaseTime, stoppingToken))
                    await SweepAsync(stoppingToken);
                else
                    Volatile.Write(ref _overdue, 0); // another silo sweeps, and reports the number
                failing = false;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    LogSweepFailed(logger, failure); // once per outage
                failing = true;
                await CountAsync(stoppingToken);
            }
        }
    }

    /// <summary>
    /// Counts what waits, whoever sweeps: while a sweep fails, nobody is known that does and reports the number. The one before stays
    /// while nobody can count.
    /// </summary>
    private async Task CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = clock.GetUtcNow();
            Volatile.Write(ref _overdue, await work.CountAsync(now - options.Value.ResumeAfter, now, _kinds.Keys, cancellationToken));
        }
        catch (Exception failure)
        {
            LogUncounted(logger, failure);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var due = await DueAsync(cancellationToken);
        var removed = new List<string>();
        await Parallel.ForEachAsync(
            due, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallelism, CancellationToken = cancellationToken },
            async (row, _) =>
            {
                if (clock.GetElapsedTime(started) < s_sweepTime)
                    await TakeTurnAsync(row, removed, cancellationToken);
            });
        lock (removed)
        {
            if (removed.Count > 0)
                LogNeedless(logger, removed.Count, removed[0]);
        }
        if (_attempts.Failing is > 0 and var failing && (_reminded is null || clock.GetElapsedTime(_reminded.Value) > s_reminder))
        {
            LogStillFailing(logger, failing);
            _reminded = clock.GetTimestamp();
        }
    }

    /// <summary>What is to be looked at now, those first that failed least often.</summary>
    private async Task<IReadOnlyList<OpenWorkRow>> DueAsync(CancellationToken cancellationToken)
    {
        var (now, due) = (clock.GetUtcNow(), new List<(OpenWorkRow Row, int Failures)>());
        for (var rows = 0; rows < SweepRows; rows += PageRows)
        {
            var page = await work.ReadAsync(now - options.Value.ResumeAfter, now, _last, PageRows, cancellationToken);
            // Rows of kinds that nobody registered here are skipped.
            foreach (var row in page.Where(row => _kinds.ContainsKey(StreamName.Parse(row.Stream).Category)))
            {
                _counted++;
                if (_attempts.Due(row) is { } failures)
                    due.Add((row, failures));
            }
            _last = page.Count == 0 ? null : page[^1];
            if (page.Count == PageRows)
                continue;
            Volatile.Write(ref _overdue, _counted);
            (_last, _counted) = (null, 0);
            _attempts.EndSweep();
            break;
        }
        return [.. due.OrderBy(row => row.Failures).Select(row => row.Row)];
    }

    private async Task TakeTurnAsync(OpenWorkRow row, List<string> removed, CancellationToken cancellationToken)
    {
        _attempts.Begin(row.Stream);
        await Task.WhenAny(LookAfterAsync(row, removed, cancellationToken), Task.Delay(s_turn, clock, cancellationToken));
    }

    private async Task LookAfterAsync(OpenWorkRow row, List<string> removed, CancellationToken cancellationToken)
    {
        try
        {
            var stream = StreamName.Parse(row.Stream);
            await _kinds[stream.Category].Resume(grains, stream.GuidKey);
            if (await IsNeedlessAsync(row, stream, cancellationToken))
            {
                metrics.SagaResumed("needless");
                lock (removed)
                    removed.Add(row.Stream);
            }
            else
            {
                metrics.SagaResumed("finished");
                if (_resumed.Take().Log)
                    LogResumed(logger, row.Stream); // after a silo's death there are thousands: the metric counts them
            }
            _attempts.Succeed(row.Stream);
        }
        catch (Exception failure)
        {
            metrics.SagaResumed("failed");
            // It stays listed, and is tried again; the first of many say why, all are counted.
            if (_attempts.Fail(row.Stream, IsPassing(failure)) == 1 && _lines.Take().Log)
                LogResumeFailed(logger, failure, row.Stream);
        }
    }

    /// <summary>Whether the row was left over, though nothing was unfinished; it is removed then.</summary>
    private async Task<bool> IsNeedlessAsync(OpenWorkRow row, StreamName stream, CancellationToken cancellationToken) =>
        await work.LastSeqIfListedAsync(row.Stream, cancellationToken) is { } lastSeq
        // The answer rests on what is durable, as the last event does.
        && !await _kinds[stream.Category].IsUnfinished(grains, stream.GuidKey)
        && await work.RemoveAsync(row, lastSeq, cancellationToken);

    private static bool IsPassing(Exception failure) =>
        failure is CommerceUnavailableException or TimeoutException or OrleansException or DbException or OperationCanceledException;

    [LoggerMessage(2401, LogLevel.Information, "{Stream}: its payment had been cut short and is finished now.")]
    private static partial void LogResumed(ILogger logger, string stream);

    [LoggerMessage(2402, LogLevel.Warning, "{Stream}: its payment cannot be finished yet.")]
    private static partial void LogResumeFailed(ILogger logger, Exception failure, string stream);

    [LoggerMessage(2403, LogLevel.Warning, "Unfinished work could not be looked for; it is tried again.")]
    private static partial void LogSweepFailed(ILogger logger, Exception failure);

    [LoggerMessage(2404, LogLevel.Warning, "{Count} entries of unfinished work needed nothing and are removed, {Stream} among them.")]
    private static partial void LogNeedless(ILogger logger, int count, string stream);

    [LoggerMessage(2405, LogLevel.Warning, "{Count} payments cannot be finished yet.")]
    private static partial void LogStillFailing(ILogger logger, int count);

    [LoggerMessage(2406, LogLevel.Debug, "Unfinished work cannot be counted.")]
    private static partial void LogUncounted(ILogger logger, Exception failure);
}
