using Orleans.Clustering.Redis;
using Orleans.Configuration;

namespace Commerce.ServiceDefaults;

/// <summary>The list of silos in Redis, for those on it and those that read it.</summary>
public static class RedisMembership
{
    /// <summary>The name of the service: part of what identifies stored snapshots, so it never changes.</summary>
    private const string ServiceId = "commerce";

    // Of a process that stands alone: there is no other to be told apart from.
    private const string Alone = "commerce";

    /// <summary>Points Orleans at the list.</summary>
    /// <param name="services">The process.</param>
    /// <param name="clustering">Where Redis is.</param>
    /// <param name="wait">How long the first connection is tried for.</param>
    public static void AddRedisMembership(this IServiceCollection services, ClusteringOptions clustering, TimeSpan wait)
    {
        services.AddSingleton(provider => new RedisConnection(clustering, wait, provider.GetRequiredService<TimeProvider>()));
        services.AddOptions<RedisClusteringOptions>().Configure<RedisConnection>((redis, connection) =>
        {
            redis.ConfigurationOptions = clustering.Redis();
            redis.CreateMultiplexer = async _ => (await connection.GetAsync(), IsShared: true);
            // Entries never expire: a silo that cannot write for a while would vanish for the others while it runs.
            redis.EntryExpiry = null;
        });
    }

    /// <summary>Names the cluster.</summary>
    /// <param name="cluster">Orleans' options.</param>
    /// <param name="clustering">The name.</param>
    public static void Configure(ClusterOptions cluster, ClusteringOptions clustering) =>
        (cluster.ServiceId, cluster.ClusterId) = (ServiceId, clustering.ClusterId ?? Alone);
}
