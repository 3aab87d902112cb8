using System.Net;
using Commerce.ServiceDefaults;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Commerce.Cluster;

/// <summary>
/// Does not let a silo start on ports where another one listens. The system would let it: Orleans shares its ports, and of two silos on one
/// machine each got a part of the other's calls.
/// </summary>
internal sealed class TakenPortsStartup(IOptions<EndpointOptions> endpoints) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var address = endpoints.Value.AdvertisedIPAddress ?? IPAddress.Loopback;
        foreach (var port in new[] { endpoints.Value.SiloPort, endpoints.Value.GatewayPort })
        {
            if (await Listener.IsAtAsync(new IPEndPoint(address, port), cancellationToken))
            {
                throw new StartupException($"Network: somebody listens at {address}:{port} already. Clustering:SiloPort and " +
                    "Clustering:GatewayPort must name free ports of this machine.");
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
