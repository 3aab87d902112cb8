using System.Net;
using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Commerce.Cluster;

/// <summary>Says that this silo's ports are open to whoever reaches them, where another machine can.</summary>
internal sealed partial class OpenPortsStartup(
    ClusterTls tls, IOptions<EndpointOptions> endpoints, ILogger<OpenPortsStartup> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var address = endpoints.Value.SiloListeningEndpoint?.Address ?? endpoints.Value.AdvertisedIPAddress;
        if (!tls.IsOn && !(address is not null && IPAddress.IsLoopback(address)))
            LogOpen(logger, endpoints.Value.SiloPort, endpoints.Value.GatewayPort);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(3651, LogLevel.Warning,
        "Clustering:Tls:Mode is None: whoever reaches port {Silo} or {Gateway} calls any grain, and moves anybody's money. Let nobody " +
        "but silos and front-ends reach them, or set Clustering:Tls:Mode to Mutual.")]
    private static partial void LogOpen(ILogger logger, int silo, int gateway);
}
