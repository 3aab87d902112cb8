using Commerce.ServiceDefaults;
using Orleans.Configuration;

namespace Commerce.Cluster;

/// <summary>
/// Which silos are alive, in the view of all: listed in Redis, watched by each other. Tuned so that the grains of a killed
/// silo are back within 10 s, and a silo that is only slow is left alone; docs/cluster.md tells how the figures add up.
/// </summary>
internal static class Membership
{
    // Three probes a second apart are missed in 3 s. A loaded silo may take twice as long to answer one.
    private static readonly TimeSpan s_probe = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_slowestProbe = TimeSpan.FromSeconds(2);

    // How often each silo reads the table. A silo that was cut off or frozen is not notified that it was declared dead: it reads it.
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(3);

    // How often a silo writes its heartbeat. A starting silo does not wait for one that missed four: all may have died at once.
    private static readonly TimeSpan s_sign = TimeSpan.FromSeconds(3);

    // How long a silo tries to join. A silo that cannot be reached has ended, or is declared dead, long before this.
    private static readonly TimeSpan s_join = TimeSpan.FromSeconds(30);

    // How long clients are given to stop sending to a silo that stops, before its grains move.
    private static readonly TimeSpan s_clientNotice = TimeSpan.FromSeconds(1);

    public static void UseCommerceMembership(this ISiloBuilder silo, ClusteringOptions clustering)
    {
        silo.UseRedisClustering(_ => { });
        silo.Services.AddRedisMembership(clustering, clustering.StartupTimeout);
        silo.Services.AddHostedService<ClusterOfStoreStartup>();
        silo.Services.AddHostedService<OpenPortsStartup>();
        silo.Services.AddHostedService<UnreachableSilosStartup>();
        silo.Services.AddHostedService<MembershipTableBackup>();
        silo.Services.AddHostedService<ClockOffset>();
        silo.Configure<ClusterMembershipOptions>(Tune);
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ClientGatewayShutdownNotificationTimeout = s_clientNotice);
        silo.AddOutgoingGrainCallFilter<RejectedCalls>();
    }

    private static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = membership.MinProbeTimeout = s_probe;
        membership.MaxProbeTimeout = s_slowestProbe;
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = s_refresh;
        membership.IAmAliveTablePublishTimeout = s_sign;
        membership.NumMissedTableIAmAliveLimit = 4;
        membership.MaxJoinAttemptTime = s_join;
        membership.DefunctSiloExpiration = TimeSpan.FromHours(1);
    }
}
