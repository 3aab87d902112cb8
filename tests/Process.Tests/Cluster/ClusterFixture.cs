using Commerce.Lifetime;
using Commerce.Testing;

namespace Commerce.Cluster;

/// <summary>
/// Three silos and two front-ends as processes of their own, on a Redis and a MariaDB of their own. Tests may kill and
/// freeze silos; the next one finds all of them up again.
/// </summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private const int SiloCount = 3;
    private const int ApiCount = 2;

    private readonly StoreFixture _stores = new();
    private readonly List<SiloProcess> _silos = [];
    private readonly List<SiloProcess> _apis = [];
    private PrivateRedis? _redis;
    private IReadOnlyList<string> _verify = [];
    private SiloStore? _store;

    public IReadOnlyList<SiloProcess> Silos => _silos;

    public IReadOnlyList<SiloProcess> Apis => _apis;

    public SiloStore Store => _store!;

    public Task InitializeAsync() => Task.CompletedTask; // started by the first test that is not skipped

    /// <summary>Starts what does not run, and waits until all of it is ready.</summary>
    public async Task EnsureReadyAsync()
    {
        if (_store is null)
        {
            _store = await NewStoreAsync();
            for (var i = 0; i < SiloCount; i++)
                _silos.Add(NewSilo(_store, "commerce"));
            for (var i = 0; i < ApiCount; i++)
                _apis.Add(NewApi("commerce"));
        }
        foreach (var process in _silos.Concat(_apis).Where(process => !process.IsRunning))
            process.Launch();
        foreach (var process in _silos.Concat(_apis))
            await Eventually.HoldsAsync($"readiness of {process.Address}", process.IsReadyAsync);
    }

    /// <summary>A client whose requests go to the front-ends in turn, once all of the cluster is ready for them.</summary>
    public async Task<HttpClient> NewClientAsync()
    {
        await EnsureReadyAsync();
        return new(new InTurn([.. _apis.Select(api => api.Address)])) { BaseAddress = _apis[0].Address };
    }

    /// <summary>
    /// Makes an empty database with the schema, on a server that runs beside Redis. Silos have the account that they have where they are
    /// deployed: it cannot change the journal.
    /// </summary>
    public async Task<SiloStore> NewStoreAsync()
    {
        _redis ??= await PrivateRedis.StartNewAsync();
        var root = await _stores.NewDatabaseAsync();
        var accounts = await DatabaseAccounts.MakeAsync(root);
        using var folder = new TempFolder();
        var migrated = await SiloProgram.RunAsync(folder.Path, ["migrate", .. SiloStore.MySql(accounts.Migrate).Settings]);
        Assert.True(migrated.ExitCode == 0, migrated.Output);
        await accounts.GrantAsync();
        _verify = SiloStore.MySql(accounts.Verify).Settings;
        return SiloStore.MySql(accounts.Run, behind: root);
    }

    /// <summary>Prepares a silo of a cluster.</summary>
    public SiloProcess NewSilo(SiloStore store, string cluster, params string[] settings) =>
        new([.. store.Settings, .. Membership(cluster), "--Clustering:AdvertisedAddress=127.0.0.1", "--Http:Enabled=false", .. settings]);

    /// <summary>Prepares a front-end of a cluster.</summary>
    public SiloProcess NewApi(string cluster, params string[] settings) =>
        new([.. Membership(cluster), .. settings]) { Program = SiloProgram.Api };

    /// <summary>Runs <c>verify</c> and expects that every law holds.</summary>
    public async Task AssertLawsHoldAsync()
    {
        await Store.OutboxDrainedAsync();
        var verified = await SiloProgram.RunAsync(_silos[0].Directory, ["verify", .. _verify]);
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _apis.Concat(_silos))
            await process.DisposeAsync();
        await _stores.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
    }

    private string[] Membership(string cluster) =>
    [
        "--Clustering:Provider=Redis",
        $"--Clustering:ConnectionString={_redis!.ConnectionString}",
        $"--Clustering:ClusterId={cluster}",
        "--Http:DrainDelay=00:00:01",
    ];

    private sealed class InTurn(Uri[] servers) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        private int _turn;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var server = servers[(uint)Interlocked.Increment(ref _turn) % servers.Length];
            request.RequestUri = new Uri(server, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
