using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Commerce.Cluster;

/// <summary>Ready means, among others, that this silo has joined the cluster and the cluster has not given it up.</summary>
internal sealed class ClusterHealth(ISiloStatusOracle membership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(membership.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"This silo is {membership.CurrentStatus} in the cluster."));
}
