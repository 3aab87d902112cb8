using Commerce.Storage;
using Commerce.Telemetry;
using Dapper;
using Microsoft.Extensions.Options;

namespace Commerce.Orders;

/// <summary>How payments that were cut short are found again. Configuration section <c>OpenWork</c>.</summary>
public sealed class OpenWorkOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string Section = "OpenWork";

    /// <summary>How old unfinished work is before somebody looks after it; more than zero.</summary>
    public TimeSpan ResumeAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often it is looked for; more than zero.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many are resumed at once; 1 to 1,000.</summary>
    public int Parallelism { get; set; } = 32;
}

/// <summary>Resumes payments whose silo died under them. Resuming one that is still running joins it, so looking twice does no harm.</summary>
internal sealed partial class OpenWorkSweeper(
    ISqlDatabase database, Leases leases, IGrainFactory grains, IOptions<OpenWorkOptions> options, TimeProvider clock, CommerceMetrics metrics, ILogger<OpenWorkSweeper> logger)
    : BackgroundService
{
    private const string LeaseName = "open-work";
    private const string OrderPrefix = "order/";
    private const int BatchSize = 500;
    private static readonly TimeSpan s_leaseTime = TimeSpan.FromSeconds(4);

    private int _overdue; // as of the latest sweep; what one sweep takes at the most, if there are more

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveOverdueSagas(() => Volatile.Read(ref _overdue));
        using var timer = new PeriodicTimer(options.Value.SweepInterval, clock);
        var failing = false;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                if (await leases.TryOwnAsync(LeaseName, clock.GetUtcNow(), s_leaseTime, stoppingToken))
                    await SweepAsync(stoppingToken);
                else
                    Volatile.Write(ref _overdue, 0); // another silo looks after it, and tells
                failing = false;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                if (!failing)
                    LogSweepFailed(logger, failure); // once per outage
                failing = true;
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var before = (clock.GetUtcNow() - options.Value.ResumeAfter).ToUnixTimeMilliseconds();
        string[] streams;
        await using (var connection = await database.DataSource.OpenConnectionAsync(cancellationToken))
        {
            streams = [.. await connection.QueryAsync<string>(
                "SELECT stream FROM open_work WHERE opened_at < @before ORDER BY opened_at LIMIT @limit", new { before, limit = BatchSize })];
        }
        Volatile.Write(ref _overdue, streams.Length);
        await Parallel.ForEachAsync(
            streams.Where(stream => stream.StartsWith(OrderPrefix, StringComparison.Ordinal)),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallelism, CancellationToken = cancellationToken },
            async (stream, _) => await ResumeAsync(stream));
    }

    private async Task ResumeAsync(string stream)
    {
        try
        {
            await grains.GetGrain<IOrderGrain>(Guid.ParseExact(stream.AsSpan(OrderPrefix.Length), "N")).Resume();
            metrics.SagaResumed(finished: true);
            LogResumed(logger, stream);
        }
        catch (Exception failure)
        {
            metrics.SagaResumed(finished: false);
            LogResumeFailed(logger, failure, stream); // it stays listed, and the next sweep tries again
        }
    }

    [LoggerMessage(2401, LogLevel.Information, "{Stream}: its payment had been cut short and is finished now.")]
    private static partial void LogResumed(ILogger logger, string stream);

    [LoggerMessage(2402, LogLevel.Warning, "{Stream}: its payment cannot be finished yet.")]
    private static partial void LogResumeFailed(ILogger logger, Exception failure, string stream);

    [LoggerMessage(2403, LogLevel.Warning, "Unfinished work could not be looked for; it is tried again.")]
    private static partial void LogSweepFailed(ILogger logger, Exception failure);
}
