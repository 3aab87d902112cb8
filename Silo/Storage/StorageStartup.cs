using System.Data.Common;
using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Commerce.Storage;

/// <summary>
/// The database of a process that starts. Servers start together and in any order, so a database that is not there yet is
/// waited for; one that is not there after that, or refuses, ends the process with a message that says why.
/// </summary>
internal sealed partial class StorageStartup(
    ISqlDatabase database, Migrator migrator, IOptions<StorageOptions> options, TimeProvider clock, ILogger<StorageStartup> logger)
{
    private static readonly TimeSpan s_retryInterval = TimeSpan.FromSeconds(0.5);

    /// <summary>Waits for the database and brings its schema up to this release.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>How many migrations were applied.</returns>
    /// <exception cref="StartupException">The database cannot be reached or used.</exception>
    public Task<int> MigrateAsync(CancellationToken cancellationToken) =>
        WithDatabaseAsync(() => migrator.MigrateAsync(cancellationToken), cancellationToken);

    /// <summary>Waits for the database and makes sure that its schema is this release's, without changing it.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="StartupException">The database cannot be reached or used.</exception>
    public Task EnsureCurrentAsync(CancellationToken cancellationToken) => WithDatabaseAsync(async () =>
    {
        await migrator.EnsureCurrentAsync(cancellationToken);
        return 0;
    }, cancellationToken);

    private async Task<TResult> WithDatabaseAsync<TResult>(Func<Task<TResult>> use, CancellationToken cancellationToken)
    {
        await ReachAsync(cancellationToken);
        try
        {
            return await use();
        }
        catch (InvalidOperationException refused)
        {
            throw new StartupException($"Storage: {refused.Message}", refused);
        }
        catch (DbException failure)
        {
            throw new StartupException(
                $"Storage: the schema cannot be used: {failure.Message} Check the rights of the user, and that the server takes writes.",
                failure);
        }
    }

    private async Task ReachAsync(CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.DataSource.OpenConnectionAsync(cancellationToken);
                return;
            }
            catch (DbException absent) when (absent.IsTransient && clock.GetElapsedTime(started) < options.Value.StartupTimeout)
            {
                if (attempt == 1)
                    LogWaiting(logger, options.Value.StartupTimeout);
                await Task.Delay(s_retryInterval, clock, cancellationToken);
            }
            catch (DbException failure)
            {
                // The driver's message names a host, a user or a file, never the password.
                throw new StartupException(
                    $"Storage: the database cannot be used: {failure.Message} Check the Storage settings and the server.", failure);
            }
        }
    }

    [LoggerMessage(2002, LogLevel.Warning, "The database cannot be reached yet; waiting for it for up to {Timeout}.")]
    private static partial void LogWaiting(ILogger logger, TimeSpan timeout);
}
