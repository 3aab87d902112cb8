using System.Net;
using Commerce.Cluster;
using Commerce.Journaling;
using Commerce.ServiceDefaults;
using Orleans.Configuration;

namespace Commerce.Hosting;

/// <summary>Orleans in this process.</summary>
internal static class OrleansHosting
{
    private const int DirectoryCacheSize = 50_000;

    public static void AddCommerceOrleans(this WebApplicationBuilder builder)
    {
        builder.Services.AddCommerceClustering();
        builder.AddClusterTls(isSilo: true);
        builder.Services.AddHostedService<TakenPortsStartup>();
        builder.Services.AddOptions<SiloConnectionOptions>().Configure<ClusterTls>(Configure);
        var clustering = ClusteringOptions.Read(builder.Configuration);
        builder.UseOrleans(silo =>
        {
            if (clustering.Provider == ClusteringProvider.Redis)
                silo.UseCommerceMembership(clustering);
            else
                silo.UseLocalhostClustering(clustering.SiloPort, clustering.GatewayPort);
            silo.Configure<ClusterOptions>(cluster => RedisMembership.Configure(cluster, clustering));
            silo.Configure<EndpointOptions>(endpoints => Configure(endpoints, clustering));
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = clustering.ResponseTimeout);
            // Where grains were seen last, one entry for each id that was ever asked for: by default as many as take 400 MiB.
            silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = DirectoryCacheSize);
            silo.AddCommerceSnapshots();
            silo.AddCommerceEvents();
        });
    }

    private static void Configure(SiloConnectionOptions connections, ClusterTls tls)
    {
        if (!tls.IsOn)
            return;
        connections.ConfigureSiloInboundConnection(tls.AcceptSilos);
        connections.ConfigureGatewayInboundConnection(tls.AcceptClients);
        connections.ConfigureSiloOutboundConnection(tls.Connect);
    }

    private static void Configure(EndpointOptions endpoints, ClusteringOptions clustering)
    {
        (endpoints.SiloPort, endpoints.GatewayPort) = (clustering.SiloPort, clustering.GatewayPort);
        if (clustering.Provider == ClusteringProvider.Localhost)
            endpoints.AdvertisedIPAddress = IPAddress.Loopback;
        else if (clustering.AdvertisedAddress is { } address)
            endpoints.AdvertisedIPAddress = IPAddress.Parse(address);
    }
}
