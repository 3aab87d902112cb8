using System.Net;
using System.Net.Sockets;
using Commerce.Telemetry;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Commerce.Cluster;

/// <summary>
/// Before this silo joins: waits until every silo on the list takes connections, or was silent for so long that it counts
/// as dead. When all of them died at once there is nobody left to vote the others dead, and Orleans does that by itself
/// only for those that are silent already when it starts; it would wait for the rest, and give up.
/// </summary>
[LogCategory("Commerce.Hosting.SilentSilos")]
internal sealed partial class SilentSilos(
    IMembershipTable table,
    IOptions<ClusterMembershipOptions> membership,
    IOptions<EndpointOptions> endpoints,
    TimeProvider clock,
    ILogger<SilentSilos> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await table.InitializeMembershipTableAsync(true, cancellationToken);
        var started = clock.GetTimestamp();
        var told = false;
        // One that speaks to the others but not to this one is no matter of waiting: Orleans says what is wrong then.
        while (clock.GetElapsedTime(started) < membership.Value.MaxJoinAttemptTime)
        {
            if (await FirstUnreachableAsync(cancellationToken) is not { } silo)
                return;
            if (!told)
                LogWaiting(logger, silo);
            told = true;
            await Task.Delay(s_pause, clock, cancellationToken);
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
            if (entry.Status == SiloStatus.Active && !IsHere(entry.SiloAddress) && !IsSilent(entry)
                && !await TakesConnectionsAsync(entry.SiloAddress.Endpoint, cancellationToken))
            {
                return entry.SiloAddress;
            }
        }
        return null;
    }

    // What stood at this address before is replaced by this silo.
    private bool IsHere(SiloAddress silo) =>
        silo.Endpoint.Port == endpoints.Value.SiloPort && silo.Endpoint.Address.Equals(endpoints.Value.AdvertisedIPAddress);

    private bool IsSilent(MembershipEntry entry)
    {
        var sign = entry.IAmAliveTime > entry.StartTime ? entry.IAmAliveTime : entry.StartTime;
        var silentFor = membership.Value.IAmAliveTablePublishTimeout * membership.Value.NumMissedTableIAmAliveLimit;
        return clock.GetUtcNow() - new DateTimeOffset(sign, TimeSpan.Zero) > silentFor;
    }

    private static async Task<bool> TakesConnectionsAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_connectTimeout);
        try
        {
            await socket.ConnectAsync(endpoint, timeout.Token);
            return true;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "{Silo} is on the list of silos and takes no connections; waiting until it does or counts as dead.")]
    private static partial void LogWaiting(ILogger logger, SiloAddress silo);
}
