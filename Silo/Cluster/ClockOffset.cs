using System.Data.Common;
using Commerce.Storage;
using Commerce.Telemetry;
using Dapper;

namespace Commerce.Cluster;

/// <summary>
/// Tells how far this machine's clock is ahead of the database's. All silos have that one in common: by what their figures differ,
/// their clocks are apart. Which of them is right nobody here knows, so nothing is refused for it.
/// </summary>
internal sealed class ClockOffset(ISqlDatabase database, TimeProvider clock, CommerceMetrics metrics) : BackgroundService
{
    private const long Unknown = long.MinValue;

    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1);

    // A question that took longer tells too little: the answer may be of its begin or of its end.
    private static readonly TimeSpan s_longestQuestion = TimeSpan.FromMilliseconds(200);

    private long _ticks = Unknown;

    /// <summary>Measures it.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>
    /// By how much this clock is ahead, exact to a tenth of a second; <see langword="null"/> when the database took too long or has no
    /// clock of its own.
    /// </returns>
    /// <exception cref="DbException">The database cannot be asked.</exception>
    public async Task<TimeSpan?> MeasureAsync(CancellationToken cancellationToken)
    {
        if (database.Dialect.UtcNow is not { } utcNow)
            return null;
        await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
        var started = clock.GetTimestamp();
        var theirs = await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition(utcNow, cancellationToken: cancellationToken));
        var (took, now) = (clock.GetElapsedTime(started), clock.GetUtcNow());
        return took > s_longestQuestion ? null : now - took / 2 - new DateTimeOffset(theirs, TimeSpan.Zero);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveClockOffset(() =>
            Volatile.Read(ref _ticks) is not Unknown and var ticks ? TimeSpan.FromTicks(ticks).TotalSeconds : null);
        using var timer = new PeriodicTimer(s_interval, clock);
        do
        {
            try
            {
                if (await MeasureAsync(stoppingToken) is { } offset)
                    Volatile.Write(ref _ticks, offset.Ticks);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // An outage is told of elsewhere; what was known stays known.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
