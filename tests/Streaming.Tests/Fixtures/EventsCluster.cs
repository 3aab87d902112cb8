using Commerce.Hosting;
using Commerce.Journaling;
using Commerce.Outbox;
using Commerce.Storage;
using Commerce.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Commerce.Fixtures;

/// <summary>
/// Silos in this process with one store and, if there are any, one set of brokers. The tests' projection is on one board,
/// which knows the silo that took an event in.
/// </summary>
internal sealed class EventsCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private EventsCluster(InProcessTestCluster cluster, ClusterBoards boards) => (_cluster, Boards) = (cluster, boards);

    /// <summary>What each silo's own projection took in.</summary>
    public ClusterBoards Boards { get; }

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.Silos.Where(silo => silo.IsActive)];

    public IServiceProvider Services => Silos[0].ServiceProvider;

    public IGrainFactory Grains => _cluster.Client;

    public static async Task<EventsCluster> StartAsync(short silos, TestStorage storage, IReadOnlyDictionary<string, string?> settings)
    {
        await using (await EventsHarness.StartAsync(storage))
        {
            // The schema is there before any silo is.
        }
        var boards = new ClusterBoards();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((options, host) =>
        {
            host.Configuration.AddInMemoryCollection(storage.Settings).AddInMemoryCollection(settings);
            EventsHarness.Add(host.Services);
            host.Services.AddSingleton(boards.Of(options.SiloName));
            host.UseOrleans(silo => Configure(silo));
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster, boards);
    }

    /// <summary>Ends a silo as a crash would: it says nothing to the others and finishes nothing.</summary>
    public Task KillAsync(InProcessSiloHandle silo) => _cluster.KillSiloAsync(silo);

    public Task<InProcessSiloHandle> JoinAsync() => _cluster.StartAdditionalSiloAsync();

    /// <summary>Stops a silo in order.</summary>
    public Task StopAsync(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    public async Task<long> OutboxAsync() => (await QueryAsync<long>("SELECT COUNT(*) FROM outbox"))[0];

    public Task<List<T>> QueryAsync<T>(string sql) => EventsHarness.QueryAsync<T>(Services.GetRequiredService<ISqlDatabase>(), sql);

    /// <summary>Makes events durable, each with its outbox row, as grains of the first silo would.</summary>
    public async Task AppendAsync(IEnumerable<IntegrationEvent> events)
    {
        await using var appender = Services.GetRequiredService<IJournalStore>().CreateAppender();
        foreach (var batch in events.Chunk(100))
        {
            await appender.AppendAsync([.. batch.Select(e => new JournalAppend(
                [new(e.Subject, e.Sequence, e.Id, e.Type, e.Version, e.Data, e.Time)], Publish: true))], CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    private static void Configure(ISiloBuilder silo)
    {
        silo.AddCommerceSnapshots();
        silo.AddCommerceEvents();
        // A dead silo is noticed within seconds.
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
            membership.NumMissedProbesLimit = 2;
            membership.NumVotesForDeathDeclaration = 1;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(1);
        });
    }
}

/// <summary>A board per silo.</summary>
internal sealed class ClusterBoards
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ProbeBoard> _boards = new();

    public ProbeBoard Of(string silo) => _boards.GetOrAdd(silo, _ => new());

    /// <summary>What was taken in anywhere, in the order of the moments it was.</summary>
    public List<IntegrationEvent> Taken =>
        [.. _boards.Values.SelectMany(board => board.TakenAt).OrderBy(taken => taken.At).Select(taken => taken.Event)];

    public IReadOnlyDictionary<string, ProbeBoard> All => _boards;
}
