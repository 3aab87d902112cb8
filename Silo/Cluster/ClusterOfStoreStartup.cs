using Commerce.ServiceDefaults;
using Commerce.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Commerce.Cluster;

/// <summary>
/// Before this silo joins: holds store and cluster to each other, in both directions, so that two shops never become one. The store
/// remembers whose it is, which tells of a silo with production's database and staging's name. Redis remembers on which store a cluster
/// works, which tells of one with production's Redis and name, and another database.
/// </summary>
internal sealed class ClusterOfStoreStartup(
    ISqlDatabase database, StoreGuard guard, RedisConnection redis, IOptions<ClusteringOptions> clustering) : IHostedLifecycleService
{
    private readonly ClusterOfStore _store = new(database);
    private readonly string _cluster = clustering.Value.ClusterId!; // asked for with Redis

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (await _store.TakeAsync(_cluster, cancellationToken) is var known && known != _cluster)
        {
            throw new StartupException(
                $"Clustering: this store is of cluster '{known}', and Clustering:ClusterId is '{_cluster}'. Check " +
                "Storage:ConnectionString and Clustering:ClusterId. Where the cluster is to be called otherwise: stop all its silos, and " +
                $"'Silo accept-cluster {_cluster}'.");
        }
        try
        {
            await HoldRedisToStoreAsync((await redis.GetAsync()).GetDatabase(), cancellationToken);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            throw new StartupException(
                $"Clustering: Redis cannot be used: {failure.Message} Check Clustering:ConnectionString and the server.", failure);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task HoldRedisToStoreAsync(IDatabase redis, CancellationToken cancellationToken)
    {
        RedisKey key = $"commerce/store/{_cluster}";
        var store = guard.Known;
        while (await redis.StringSetAsync(key, store, when: When.NotExists) is false)
        {
            string? known = await redis.StringGetAsync(key);
            if (known == store)
                return;
            if (known is null)
                continue; // it is gone since
            if (!await _store.StandsInForAsync(known, cancellationToken))
            {
                throw new StartupException(
                    $"Clustering: the silos of cluster '{_cluster}' in this Redis work on store {known}, and this one's is {store}. " +
                    "Another shop needs a Clustering:ClusterId of its own. If this store is meant to stand in for it: " +
                    $"'Silo accept-store {known}' here.");
            }
            await redis.StringSetAsync(key, store);
        }
    }
}
