using System.Net;
using Commerce.Journaling;
using Commerce.Streaming;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Commerce.Hosting;

/// <summary>Orleans in this process.</summary>
internal static class ClusterHosting
{
    /// <summary>The name of the service and cluster: part of what identifies stored snapshots.</summary>
    private const string ServiceId = "commerce";

    // Shorter than any sensible client's patience, and longer than a stalled journal takes to be noticed.
    private static readonly TimeSpan s_responseTimeout = TimeSpan.FromSeconds(10);

    public static void AddCommerceCluster(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClusteringOptions>().BindConfiguration(ClusteringOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ClusteringOptions>, ClusteringOptionsValidator>();
        builder.UseOrleans(silo =>
        {
            var clustering = builder.Configuration.GetSection(ClusteringOptions.Section).Get<ClusteringOptions>() ?? new();
            // Orleans takes the ports before options are validated, and would complain of its own argument's name.
            if (new ClusteringOptionsValidator().Validate(null, clustering) is { Failed: true } invalid)
                throw new OptionsValidationException(ClusteringOptions.Section, typeof(ClusteringOptions), invalid.Failures);
            silo.UseLocalhostClustering(clustering.SiloPort, clustering.GatewayPort, serviceId: ServiceId, clusterId: ServiceId);
            silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
            silo.AddCommerceSnapshots();
            silo.AddCommerceEvents();
            silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = s_responseTimeout);
        });
    }
}
