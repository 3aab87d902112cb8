using System.Data.Common;
using Commerce.Cluster;
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
    public Task EnsureCurrentAsync(CancellationToken cancellationToken) =>
        WithDatabaseAsync(() => migrator.EnsureCurrentAsync(cancellationToken), cancellationToken);

    /// <summary>As <see cref="EnsureCurrentAsync"/>, but a newer schema will do, if it only adds to this release's.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="StartupException">The database cannot be reached or used.</exception>
    public Task EnsureUsableAsync(CancellationToken cancellationToken) =>
        WithDatabaseAsync(() => migrator.EnsureUsableAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Waits for the database and makes sure that a process which stands alone may have it: it would change the schema under a cluster's
    /// silos, which may be of another release, and each grain would be taken from one by the other at every write.
    /// </summary>
    /// <param name="cluster">The cluster's id, where the process is told that it stands in for a whole cluster.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="StartupException">It is a cluster's, or it cannot be reached or used.</exception>
    public Task EnsureNoClustersAsync(string? cluster, CancellationToken cancellationToken) => WithDatabaseAsync(async () =>
    {
        try
        {
            if (await new ClusterOfStore(database).ReadAsync(cancellationToken) is { } known && known != cluster)
            {
                throw new StartupException(
                    $"Clustering: this store is of cluster '{known}', and this process stands alone, for Clustering:Provider is " +
                    $"Localhost. Check Clustering:Provider and Storage. Where no silo of '{known}' runs on it any more: " +
                    $"Clustering:ClusterId={known}.");
            }
        }
        catch (DbException missing) when (database.Dialect.IsTableMissing(missing))
        {
            // The schema is older than clusters' names, or there is none yet.
        }
    }, cancellationToken);

    private Task WithDatabaseAsync(Func<Task> use, CancellationToken cancellationToken) => WithDatabaseAsync(async () =>
    {
        await use();
        return true;
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
