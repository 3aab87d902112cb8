using System.Data.Common;
using Commerce.Storage;
using Dapper;
using Microsoft.Extensions.Options;

namespace Commerce.Journaling;

/// <summary>
/// Takes commands out of the index that are older than they are kept, on one silo at a time, a few in each transaction. While a
/// payment is unfinished, nothing is taken out that is as old as it is: it may be one of its steps, and they may be asked for again.
/// </summary>
internal sealed partial class CommandIndexPruner(
    ISqlDatabase database, Leases leases, IOptions<IdempotencyOptions> options, TimeProvider clock, ILogger<CommandIndexPruner> logger)
    : BackgroundService
{
    /// <summary>Rows that are taken out in one transaction.</summary>
    public const int BatchRows = 1_000;

    private const string LeaseName = "command-index";
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_leaseTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50); // between batches, for everybody else
    // More than clocks of silos are ever apart: what this one's clock calls old must be so by each.
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Takes out what is too old.</summary>
    /// <param name="cancellationToken">Ends it between two batches.</param>
    /// <returns>How many commands were taken out; 0 while another silo does it.</returns>
    public async Task<int> PruneAsync(CancellationToken cancellationToken)
    {
        var pruned = 0;
        while (await leases.TryOwnAsync(LeaseName, s_leaseTime, cancellationToken))
        {
            var before = await OldestKeptAsync(cancellationToken);
            var batch = await database.WriteAsync(
                (connection, transaction) => DeleteAsync(connection, transaction, before), cancellationToken);
            pruned += batch;
            if (batch < BatchRows)
                break;
            await Task.Delay(s_pause, clock, cancellationToken);
        }
        return pruned;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await leases.ReleaseAsync(LeaseName, cancellationToken);
        }
        catch (Exception failure)
        {
            LogFailed(logger, failure); // the lease runs out by itself
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                if (await PruneAsync(stoppingToken) is > 0 and var pruned)
                    LogPruned(logger, pruned);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, failure);
            }
        }
    }

    /// <summary>In milliseconds since 1970.</summary>
    private async Task<long> OldestKeptAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var begun = await connection.ExecuteScalarAsync<long?>("SELECT MIN(opened_at) FROM open_work");
        var kept = (clock.GetUtcNow() - options.Value.KeepFor).ToUnixTimeMilliseconds();
        return Math.Min(kept, begun ?? kept) - (long)s_clockSkew.TotalMilliseconds;
    }

    // No statement with a limit: not every dialect has one for DELETE.
    private static async Task<int> DeleteAsync(DbConnection connection, DbTransaction transaction, long before)
    {
        var last = await connection.ExecuteScalarAsync<long?>(
            "SELECT recorded_at FROM command_index WHERE recorded_at < @before ORDER BY recorded_at LIMIT 1 OFFSET @offset",
            new { before, offset = BatchRows - 1 }, transaction);
        return await connection.ExecuteAsync(
            "DELETE FROM command_index WHERE recorded_at < @end", new { end = last + 1 ?? before }, transaction);
    }

    [LoggerMessage(1121, LogLevel.Debug, "{Count} commands are older than they are kept, and were taken out of the index.")]
    private static partial void LogPruned(ILogger logger, int count);

    [LoggerMessage(1122, LogLevel.Warning, "The index of commands could not be pruned; it is tried again.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
