using Commerce.Health;
using Commerce.ServiceDefaults;
using Orleans.Configuration;

namespace Commerce.Cluster;

/// <summary>The API as a client of a cluster, in a process of its own.</summary>
internal static class ClusterClient
{
    // How soon a silo that died without leaving the cluster is no longer sent requests.
    private static readonly TimeSpan s_gatewayRefresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_openConnection = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_reconnect = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds the client. It is started beside the process, not before it: HTTP is answered without any silo.</summary>
    public static void AddCommerceClient(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCommerceClustering();
        builder.AddClusterTls(isSilo: false);
        services.AddOptions<ClientConnectionOptions>().Configure<ClusterTls>((connections, tls) =>
        {
            if (tls.IsOn)
                connections.ConfigureConnection(tls.Connect);
        });
        var clustering = ClusteringOptions.Read(builder.Configuration);

        var before = services.ToHashSet();
        builder.UseOrleansClient(client =>
        {
            if (clustering.Provider == ClusteringProvider.Redis)
            {
                client.UseRedisClustering(_ => { });
                services.AddRedisMembership(clustering, wait: TimeSpan.Zero); // asked again for as long as it takes
                LastKnownGateways.Decorate(services);
            }
            else
            {
                client.UseLocalhostClustering(clustering.GatewayPort);
            }
            client.Configure<ClusterOptions>(cluster => RedisMembership.Configure(cluster, clustering));
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = clustering.ResponseTimeout);
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = s_gatewayRefresh);
            client.Configure<ConnectionOptions>(connections =>
                (connections.OpenConnectionTimeout, connections.ConnectionRetryDelay) = (s_openConnection, s_reconnect));
            client.UseConnectionRetryFilter<ClusterConnectionRetry>();
            client.AddOutgoingGrainCallFilter<RejectedCalls>();
        });
        // Orleans would start its client before HTTP and hold it up until a silo is there.
        foreach (var service in services.Where(service => service.ServiceType == typeof(IHostedService) && !before.Contains(service))
            .ToList())
            services.Remove(service);

        services.AddSingleton<ClusterConnection>();
        services.AddSingleton<IClusterConnectionStatusObserver>(provider => provider.GetRequiredService<ClusterConnection>());
        services.AddHostedService(provider => provider.GetRequiredService<ClusterConnection>());
        services.AddHealthChecks().AddCheck<ClusterConnection>("cluster", tags: [HealthTags.Ready]);
    }
}
