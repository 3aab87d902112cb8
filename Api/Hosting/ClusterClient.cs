namespace Commerce.Hosting;

/// <summary>The API as a client of a cluster, in a process of its own.</summary>
internal static class ClusterClient
{
    /// <summary>Connects to the silo on this machine, and goes on trying until it is there.</summary>
    public static void AddCommerceClient(this WebApplicationBuilder builder)
    {
        var gatewayPort = builder.Configuration.GetValue("Clustering:GatewayPort", 30000);
        builder.UseOrleansClient(client => client
            .UseLocalhostClustering(gatewayPort, serviceId: "commerce", clusterId: "commerce")
            .UseConnectionRetryFilter(async (_, cancellationToken) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                return true;
            }));
        if (string.IsNullOrEmpty(builder.Configuration["Urls"]))
            builder.WebHost.UseUrls("http://localhost:8081");
    }
}
