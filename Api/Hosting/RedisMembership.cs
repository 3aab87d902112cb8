using Orleans.Clustering.Redis;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Commerce.Hosting;

/// <summary>The list of silos in Redis, for those on it and those that read it.</summary>
internal static class RedisMembership
{
    /// <summary>The name of the service: part of what identifies stored snapshots, so it never changes.</summary>
    public const string ServiceId = "commerce";

    // Short: whoever asks again does so soon, and a start has its own patience.
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Points Orleans at the list.</summary>
    /// <param name="redis">Orleans' options.</param>
    /// <param name="clustering">Where Redis is.</param>
    /// <param name="wait">How long the first connection is tried for.</param>
    public static void Configure(RedisClusteringOptions redis, ClusteringOptions clustering, TimeSpan wait)
    {
        redis.ConfigurationOptions = clustering.Redis();
        // Entries never expire: a silo that cannot write for a while would vanish for the others while it runs.
        redis.EntryExpiry = null;
        redis.CreateMultiplexer = async _ => (await ConnectAsync(clustering, wait), false);
    }

    /// <summary>Names the cluster.</summary>
    /// <param name="cluster">Orleans' options.</param>
    /// <param name="clustering">The name.</param>
    public static void Configure(ClusterOptions cluster, ClusteringOptions clustering) =>
        (cluster.ServiceId, cluster.ClusterId) = (ServiceId, clustering.ClusterId);

    private static async Task<IConnectionMultiplexer> ConnectAsync(ClusteringOptions clustering, TimeSpan wait)
    {
        var options = clustering.Redis();
        // A connection that was never there is given up and tried anew; one that was is restored by itself.
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = (int)s_connectTimeout.TotalMilliseconds;
        options.ConnectRetry = 1;
        options.ReconnectRetryPolicy = new LinearRetry((int)s_pause.TotalMilliseconds);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await ConnectionMultiplexer.ConnectAsync(options);
            }
            catch (RedisConnectionException) when (TimeProvider.System.GetElapsedTime(started) < wait)
            {
                await Task.Delay(s_pause);
            }
            catch (RedisConnectionException failure)
            {
                throw new StartUpException(
                    "Clustering: Redis cannot be used. Check Clustering:ConnectionString and the server. " + failure.FailureType, failure);
            }
        }
    }
}
