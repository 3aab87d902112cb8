using Commerce.Coupons;
using Commerce.Hosting;
using Commerce.Journaling;
using Commerce.ServiceDefaults;
using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;

namespace Commerce;

/// <summary>Silos in this process, put together by the program's own registrations, on one store.</summary>
internal sealed class CommerceCluster : IAsyncDisposable
{
    // Clusters on one store share it as two halves of a torn one would: they are one service.
    private const string ServiceId = "commerce";

    private readonly InProcessTestCluster _cluster;

    private readonly IGate?[] _gates;

    private CommerceCluster(InProcessTestCluster cluster, params IGate?[] gates) => (_cluster, _gates) = (cluster, gates);

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.Silos.Where(silo => silo.IsActive)];

    public IGrainFactory Client => _cluster.Client;

    /// <summary>A way in through every silo, and through the client.</summary>
    public IReadOnlyList<IGrainFactory> Ways => [.. Silos.Select(silo => silo.ServiceProvider.GetRequiredService<IGrainFactory>()), Client];

    public ISqlDatabase Database => Silos[0].ServiceProvider.GetRequiredService<ISqlDatabase>();

    /// <summary>Starts silos; settings are the program's own, such as <c>Journal:SnapshotEvery</c>.</summary>
    public static Task<CommerceCluster> StartAsync(short silos, TestStorage storage, params (string Key, string Value)[] settings) =>
        StartAsync(silos, storage, (IIncomingGrainCallFilter?)null, settings);

    /// <summary>As the other, with something that every call to a grain passes through.</summary>
    public static Task<CommerceCluster> StartAsync(
        short silos, TestStorage storage, IIncomingGrainCallFilter? filter, params (string Key, string Value)[] settings) =>
        StartAsync(silos, storage, filter, null, settings);

    /// <summary>As the other, with a hand on the transactions of all silos.</summary>
    public static Task<CommerceCluster> StartAsync(
        short silos, TestStorage storage, AppendGate appends, params (string Key, string Value)[] settings) =>
        StartAsync(silos, storage, null, appends, settings);

    /// <summary>As the others, with both.</summary>
    public static Task<CommerceCluster> StartAsync(
        short silos, TestStorage storage, IIncomingGrainCallFilter? filter, AppendGate? appends,
        params (string Key, string Value)[] settings) =>
        StartAsync(silos, storage, TimeProvider.System, filter, appends, settings);

    /// <summary>As the others, by a clock of the test's.</summary>
    public static Task<CommerceCluster> StartAsync(short silos, TestStorage storage, TimeProvider clock) =>
        StartAsync(silos, storage, clock, null, null, []);

    private static async Task<CommerceCluster> StartAsync(
        short silos, TestStorage storage, TimeProvider clock, IIncomingGrainCallFilter? filter, AppendGate? appends,
        (string Key, string Value)[] settings)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ServiceId = ServiceId;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Configuration.AddInMemoryCollection(storage.Settings)
                .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
            host.Services.AddSingleton(clock);
            host.Services.AddCommerceStorage();
            host.Services.AddCommerceJournal();
            appends?.AddTo(host.Services);
            host.Services.AddCommerceEvents();
            host.Services.AddCommerceFeatures();
            host.UseOrleans(silo =>
            {
                Configure(silo);
                if (filter is not null)
                    silo.AddIncomingGrainCallFilter(filter);
            });
        });
        builder.ConfigureClient(client => client.AddOutgoingGrainCallFilter<RejectedCalls>());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, appends, filter as IGate);
    }

    public ICouponGrain Campaign(long id) => Client.GetGrain<ICouponGrain>(id);

    /// <summary>Ends a silo as a crash would: it says nothing to the others and finishes nothing.</summary>
    public Task KillAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    /// <summary>The silo that holds the grain's activation.</summary>
    public async Task<InProcessSiloHandle> SiloOfAsync(IGrain grain)
    {
        var address = await Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>Of the caller's flow alone: grains that it calls now become active there, unless they are active somewhere.</summary>
    public static void Hint(InProcessSiloHandle silo) => RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);

    /// <summary>Ends the grain's activation in order; the next call makes a new one from what is stored.</summary>
    public static async Task DeactivateAsync(IGrain grain) => await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public ValueTask DisposeAsync()
    {
        foreach (var gate in _gates)
            gate?.LetGo();
        return _cluster.DisposeAsync();
    }

    private static void Configure(ISiloBuilder silo)
    {
        silo.AddCommerceSnapshots();
        silo.AddOutgoingGrainCallFilter<RejectedCalls>();
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(30));
        // A dead silo is noticed within seconds; a slow machine's is not taken for one.
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 3;
            membership.NumVotesForDeathDeclaration = 1;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        });
    }
}
