using Commerce.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Commerce.Cluster;

/// <summary>
/// Before this silo joins: waits until every active silo of the membership table can be reached, or has had no heartbeat for
/// so long that it counts as dead. When all silos died at once, none is left to vote the others dead. Orleans by itself
/// declares dead only those whose heartbeat is that old when it starts; for the rest it would wait, and give up.
/// </summary>
[LogCategory("Commerce.Hosting.SilentSilos")]
internal sealed partial class UnreachableSilosStartup(
    IMembershipTable table,
    IOptions<ClusterMembershipOptions> membership,
    IOptions<EndpointOptions> endpoints,
    TimeProvider clock,
    ILogger<UnreachableSilosStartup> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan s_probeInterval = TimeSpan.FromMilliseconds(250);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await table.InitializeMembershipTableAsync(true, cancellationToken);
        var started = clock.GetTimestamp();
        var told = false;
        // Waiting does not help when the other silos reach a silo and only this one does not: past this time Orleans fails and says why.
        while (clock.GetElapsedTime(started) < membership.Value.MaxJoinAttemptTime)
        {
            if (await FirstUnreachableAsync(cancellationToken) is not { } silo)
                return;
            if (!told)
                LogWaiting(logger, silo);
            told = true;
            await Task.Delay(s_probeInterval, clock, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<SiloAddress?> FirstUnreachableAsync(CancellationToken cancellationToken)
    {
        foreach (var (entry, _) in (await table.ReadAllAsync(cancellationToken)).Members)
        {
            if (entry.Status == SiloStatus.Active && !IsHere(entry.SiloAddress) && !HasNoHeartbeat(entry)
                && !await Listener.IsAtAsync(entry.SiloAddress.Endpoint, cancellationToken))
            {
                return entry.SiloAddress;
            }
        }
        return null;
    }

    // This silo replaces an earlier one at the same address.
    private bool IsHere(SiloAddress silo) =>
        silo.Endpoint.Port == endpoints.Value.SiloPort && silo.Endpoint.Address.Equals(endpoints.Value.AdvertisedIPAddress);

    private bool HasNoHeartbeat(MembershipEntry entry)
    {
        var heartbeat = entry.IAmAliveTime > entry.StartTime ? entry.IAmAliveTime : entry.StartTime;
        var oldest = membership.Value.IAmAliveTablePublishTimeout * membership.Value.NumMissedTableIAmAliveLimit;
        return clock.GetUtcNow() - new DateTimeOffset(heartbeat, TimeSpan.Zero) > oldest;
    }

    [LoggerMessage(2201, LogLevel.Warning,
        "{Silo} is on the list of silos and takes no connections; waiting until it does or counts as dead.")]
    private static partial void LogWaiting(ILogger logger, SiloAddress silo);
}
