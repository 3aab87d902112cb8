using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Commerce.Testing;

namespace Commerce.Lifetime;

[Collection(ProcessTests.Name)]
public sealed class StartTests(StoreFixture stores)
{
    private const string StackTrace = "   at ";

    private static readonly string[] Worries = ["warn:", "fail:", "crit:"];

    [Fact]
    public async Task Start_EmptyFolder_GivesNoReasonToWorry()
    {
        await using var silo = new SiloProcess();
        await silo.StartAsync();
        // What is for the first five minutes is in no shop that did not ask for it.
        Assert.Equal(HttpStatusCode.NotFound, (await new CouponClient(silo.Http).IssueAsync(4001, 1)).Status);
        await silo.StopAsync();

        // The watchdog finds a busy machine worth a warning, and it may be right. That all is open is told until somebody closes it.
        Assert.DoesNotContain(silo.Output.Split('\n'), line =>
            Worries.Any(level => line.StartsWith(level, StringComparison.Ordinal))
                && !line.Contains("Orleans.Runtime.Watchdog", StringComparison.Ordinal)
                && !line.Contains("Commerce.Access.OpenAccess", StringComparison.Ordinal));
    }

    [Theory]
    [Store(StoreKind.Sqlite)]
    [Store(StoreKind.MariaDb)]
    public async Task Start_DemoLoadWasCutShort_FinishesIt(StoreKind kind)
    {
        var store = await stores.NewAsync(kind);
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=true"]);
        await silo.StartAsync();
        await silo.KillAsync();
        var loaded = await store.CountAsync("SELECT COUNT(*) FROM journal");
        await store.ExecuteAsync("DELETE FROM journal WHERE stream NOT IN ('coupon/4001', 'coupon/4002', 'balance/1001')");

        await silo.StartAsync();

        Assert.Equal(loaded, await store.CountAsync("SELECT COUNT(*) FROM journal"));
        Assert.Equal(HttpStatusCode.OK, (await new CouponClient(silo.Http).IssueByCodeAsync(1, "COUPON2025")).Status);
    }

    [Fact]
    public async Task Start_StoreHasOtherData_LoadsNoDemoData()
    {
        var store = await stores.NewAsync(StoreKind.Sqlite);
        await using (var empty = new SiloProcess([.. store.Settings, "--Demo:Load=false"]))
        {
            await empty.StartAsync();
            await new CouponClient(empty.Http).PutAsync(77_301, 10);
            await empty.StopAsync();
        }

        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=true"]);
        await silo.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await new CouponClient(silo.Http).IssueAsync(4001, 1)).Status);
    }

    [Theory]
    [InlineData("Urls", "http://127.0.0.1:{0}")]
    [InlineData("Clustering:SiloPort", "{0}")]
    public async Task Start_PortIsTaken_EndsWithOneAndNamesTheSettings(string key, string value)
    {
        using var other = new TcpListener(IPAddress.Loopback, Ports.Free());
        other.Start();
        var taken = string.Format(CultureInfo.InvariantCulture, value, ((IPEndPoint)other.LocalEndpoint).Port);
        await using var silo = new SiloProcess($"--{key}={taken}");

        silo.Launch();

        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains("Network: ", silo.Output, StringComparison.Ordinal);
        Assert.Contains(key, silo.Output, StringComparison.Ordinal);
    }

    /// <summary>Orleans would share its ports with another silo of the machine, and each would get a part of the other's calls.</summary>
    [Theory]
    [InlineData("Clustering:SiloPort")]
    [InlineData("Clustering:GatewayPort")]
    public async Task Start_PortIsAnotherSilos_EndsWithOneAndNamesTheSettings(string key)
    {
        var port = Ports.Free();
        await using var first = new SiloProcess($"--{key}={port}");
        await first.StartAsync();
        await using var second = new SiloProcess($"--{key}={port}");

        second.Launch();

        Assert.Equal(1, await second.EndAsync());
        Assert.Contains("Network: ", second.Output, StringComparison.Ordinal);
        Assert.Contains(key, second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(StackTrace, second.Output, StringComparison.Ordinal);
        await first.KillAsync();
        await first.StartAsync(); // what is left of its connections takes no port
    }

    [Fact]
    public async Task Start_FolderCannotBeMade_EndsWithOneAndNamesIt()
    {
        await using var silo = new SiloProcess("--Storage:Directory=/proc/commerce");
        silo.Launch();

        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains("Storage:Directory '/proc/commerce'", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(StackTrace, silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AloneOnAClustersStore_EndsWithOne_UntilItIsToldToStandInForIt()
    {
        var store = await stores.NewAsync(StoreKind.Sqlite);
        using var folder = new TempFolder();
        await SiloProgram.RunAsync(folder.Path, ["migrate", .. store.Settings]);
        await store.ExecuteAsync("INSERT INTO cluster_of_store (only_row, cluster_id) VALUES (1, 'shop')");
        var newest = await store.CountAsync("SELECT MAX(version) FROM schema_version");
        await store.ExecuteAsync($"UPDATE schema_version SET version = -1 WHERE version = {newest}"); // as if of an older release
        await using var alone = new SiloProcess(store.Settings);
        alone.Launch();

        Assert.Equal(1, await alone.EndAsync());
        Assert.Contains("this store is of cluster 'shop'", alone.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(StackTrace, alone.Output, StringComparison.Ordinal);
        Assert.Equal(0, await store.CountAsync($"SELECT COUNT(*) FROM schema_version WHERE version = {newest}"));

        await store.ExecuteAsync($"UPDATE schema_version SET version = {newest} WHERE version = -1");
        await using var told = new SiloProcess([.. store.Settings, "--Clustering:ClusterId=shop"]);
        await told.StartAsync();
    }

    [Fact]
    public async Task Start_DatabaseStaysDown_EndsWithOneAndTellsNoSecret()
    {
        await using var silo = new SiloProcess("--Storage:Provider=MySql", "--Storage:StartupTimeout=00:00:01",
            string.Create(CultureInfo.InvariantCulture,
                $"--Storage:ConnectionString=Server=127.0.0.1;Port={Ports.Free()};Database=shop;User ID=shop;Password=hush"));
        silo.Launch();

        Assert.Equal(1, await silo.EndAsync());
        Assert.Contains("Storage: the database cannot be used", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(StackTrace, silo.Output, StringComparison.Ordinal);
    }

    [MariaDbFact]
    public async Task Start_DatabaseComesLater_WaitsForIt()
    {
        await using var server = await MariaDbServer.StartNewAsync();
        var store = SiloStore.MySql(await server.CreateDatabaseAsync());
        await server.StopAsync();
        await using var silo = new SiloProcess([.. store.Settings, "--Demo:Load=true"]);

        silo.Launch();
        await Eventually.HoldsAsync("the silo to wait",
            () => Task.FromResult(silo.Output.Contains("cannot be reached yet", StringComparison.Ordinal)));
        await server.StartAsync();

        await Eventually.HoldsAsync("readiness", silo.IsReadyAsync);
        Assert.Equal(HttpStatusCode.Created, (await new CouponClient(silo.Http).IssueAsync(4001, 1001)).Status);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Start_IsToldToStopMeanwhile_EndsInOrder(string signal)
    {
        await using var silo = new SiloProcess("--Storage:Provider=MySql",
            string.Create(CultureInfo.InvariantCulture,
                $"--Storage:ConnectionString=Server=127.0.0.1;Port={Ports.Free()};Database=shop;User ID=shop;Password=hush"));
        silo.Launch();
        await Eventually.HoldsAsync("the silo to wait",
            () => Task.FromResult(silo.Output.Contains("cannot be reached yet", StringComparison.Ordinal)));

        Assert.Equal(0, await silo.StopAsync(signal));

        Assert.DoesNotContain(StackTrace, silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_HttpDisabled_ServesHealthAlone()
    {
        await using var silo = new SiloProcess("--Http:Enabled=false");
        await silo.StartAsync();

        foreach (var path in new[] { "/coupons/4001", "/customers/1001/coupons", "/openapi/v1.json", "/docs/index.html", "/" })
        {
            using var got = await silo.Http.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, got.StatusCode);
        }
        using var posted = await silo.Http.PostAsync("/coupons/issue", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        using var live = await silo.Http.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }
}
