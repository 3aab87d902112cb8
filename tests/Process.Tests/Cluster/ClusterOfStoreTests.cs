using Commerce.Hosting;
using Commerce.Journaling;
using Commerce.Repair;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Commerce.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Commerce.Cluster;

/// <summary>A store knows its cluster, and a cluster in Redis its store.</summary>
[Collection(Lifetime.ProcessTests.Name)]
public sealed class ClusterOfStoreTests
{
    [ClusterFact]
    public async Task Start_OfAnotherCluster_OrOnAnotherStore_IsRefusedUntilItIsAccepted()
    {
        await using var redis = await PrivateRedis.StartNewAsync();
        using var production = await NewStoreAsync();
        using var staging = await NewStoreAsync();
        await StartAsync(production, "shop", redis);
        await StartAsync(production, "shop", redis);

        await AssertRefusedAsync(production, "staging", redis, "this store is of cluster 'shop', and Clustering:ClusterId is 'staging'");
        await AssertRefusedAsync(staging, "shop", redis, $"work on store {production.Identity}, and this one's is {staging.Identity}");

        await RepairCommands.AcceptAsync(staging.Host, production.Identity);
        await StartAsync(staging, "shop", redis);
        await RepairCommands.AcceptClusterAsync(production.Host, null);
        await AssertRefusedAsync(production, "staging", redis, "this store is of cluster 'shop'"); // told, not changed
        await RepairCommands.AcceptClusterAsync(production.Host, "staging");
        await StartAsync(production, "staging", redis);
        await Assert.ThrowsAsync<StartupException>(() => RepairCommands.AcceptClusterAsync(production.Host, "two words"));
    }

    private static async Task StartAsync(Store store, string cluster, PrivateRedis redis)
    {
        var clustering = new ClusteringOptions
        {
            Provider = ClusteringProvider.Redis,
            ConnectionString = redis.ConnectionString,
            ClusterId = cluster,
        };
        await using var connection = new RedisConnection(clustering, TimeSpan.Zero, TimeProvider.System);
        var services = store.Host.Services;
        await new ClusterOfStoreStartup(services.GetRequiredService<ISqlDatabase>(), services.GetRequiredService<StoreGuard>(), connection,
            Options.Create(clustering)).StartingAsync(CancellationToken.None);
    }

    private static async Task AssertRefusedAsync(Store store, string cluster, PrivateRedis redis, string message)
    {
        var refused = await Assert.ThrowsAsync<StartupException>(() => StartAsync(store, cluster, redis));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<Store> NewStoreAsync()
    {
        var storage = TestStorage.Sqlite();
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(storage.Settings);
        builder.Services.AddCommerceStorage();
        builder.Services.AddCommerceJournal();
        builder.Services.AddCommerceEvents();
        builder.Services.AddCommerceFeatures();
        var host = builder.Build();
        await host.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        var guard = host.Services.GetRequiredService<StoreGuard>();
        await guard.LearnAsync(host.Services.GetRequiredService<ISqlDatabase>(), CancellationToken.None);
        return new(host, storage, guard.Known!);
    }

    private sealed record Store(IHost Host, TestStorage Storage, string Identity) : IDisposable
    {
        public void Dispose()
        {
            Host.Dispose();
            Storage.Dispose();
        }
    }
}
