using Commerce.Http;

namespace Commerce.Cluster;

/// <summary>Marks routes that call a grain.</summary>
internal sealed class ClusterRequirement
{
    /// <summary>
    /// Refuses requests to such routes while no silo can be reached: within milliseconds, and before anything is sent. Those
    /// that come in the moment after the last one was lost wait for another.
    /// </summary>
    public static Task Check(HttpContext http, ClusterConnection cluster, RequestDelegate next) =>
        cluster.IsConnected || http.GetEndpoint()?.Metadata.GetMetadata<ClusterRequirement>() is null
            ? next(http)
            : CheckInAMomentAsync(http, cluster, next);

    private static async Task CheckInAMomentAsync(HttpContext http, ClusterConnection cluster, RequestDelegate next) =>
        await (await cluster.IsConnectedInAMomentAsync(http.RequestAborted)
            ? next(http)
            : Problem.Unavailable("No silo can be reached.").ExecuteAsync(http));
}
