using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Commerce.Lifetime;
using Commerce.Testing;
using MySqlConnector;

namespace Commerce.Cluster;

/// <summary>A cluster whose every connection is encrypted and proved, by certificates that the test makes.</summary>
[Collection(ProcessTests.Name)]
public sealed class TlsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestAuthority _authority;
    private readonly TestAuthority _stranger;

    public TlsTests() => (_authority, _stranger) =
        (new(_folder.Path), new(Directory.CreateDirectory(Path.Combine(_folder.Path, "stranger")).FullName));

    [ClusterFact]
    public async Task Cluster_OverTls_Works_AndStrangersGetNowhere()
    {
        await using var redis = await PrivateRedis.StartNewAsync(_authority.Issue("redis"));
        var database = _authority.Issue("database");
        await using var server = await MariaDbServer.StartNewAsync(
            $"--ssl-ca={database.Authority}", $"--ssl-cert={database.Certificate}", $"--ssl-key={database.Key}");
        var store = await NewStoreAsync(server);
        string[] membership =
        [
            "--Clustering:Provider=Redis", $"--Clustering:ConnectionString={redis.ConnectionString}",
            $"--Clustering:AuthorityFile={_authority.File}", "--Clustering:ClusterId=shop", "--Http:DrainDelay=00:00:01",
        ];
        var (siloFiles, apiFiles) = (_authority.Issue("commerce-silo"), _authority.Issue("commerce-api", forServers: false));
        var (siloPort, gatewayPort) = (Ports.Free(), Ports.Free());
        string[] silo = [.. membership, .. siloFiles.Settings, "--Clustering:AdvertisedAddress=127.0.0.1", "--Http:Enabled=false"];
        await using var first = new SiloProcess([.. store.Settings, .. silo,
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={siloPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={gatewayPort}")]);
        await using var second = new SiloProcess([.. store.Settings, .. silo]);
        await using var api = new SiloProcess([.. membership, .. apiFiles.Settings]) { Program = SiloProgram.Api };
        SiloProcess[] processes = [first, second, api];
        foreach (var process in processes)
            process.Launch();
        foreach (var process in processes)
            await Eventually.HoldsAsync("readiness", process.IsReadyAsync);

        var shop = new ShopClient(api.Http);
        for (var customer = 1; customer <= 8; customer++) // some at each silo
        {
            await shop.PutCustomerAsync(customer, 1_000);
            Assert.Equal(HttpStatusCode.OK, (await shop.ChargeAsync(customer, 1)).Status);
        }

        var (foreignSilo, foreignApi) = (_stranger.Issue("commerce-silo"), _stranger.Issue("commerce-api"));
        Assert.True(await IsSpokenToAsync(siloPort, siloFiles));
        Assert.False(await IsSpokenToAsync(siloPort, null));
        Assert.False(await IsSpokenToAsync(siloPort, foreignSilo));
        Assert.False(await IsSpokenToAsync(siloPort, apiFiles));
        Assert.False(await IsSpokenToAsync(gatewayPort, null));
        Assert.False(await IsSpokenToAsync(gatewayPort, foreignApi));
        Assert.False(await IsSpokenToAsync(gatewayPort, _authority.Issue("reports")));
        await Eventually.HoldsAsync("word of it", () => Task.FromResult(
            first.Output.Contains("A connection to the gateway with 127.0.0.1", StringComparison.Ordinal)));
        Assert.DoesNotContain("Orleans.Connections.Security", first.Output, StringComparison.Ordinal); // no stacks for strangers
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
        _folder.Dispose();
    }

    /// <summary>A database whose user comes over TLS only, and is sure of the server.</summary>
    private async Task<SiloStore> NewStoreAsync(MariaDbServer server)
    {
        var made = new MySqlConnectionStringBuilder(await server.CreateDatabaseAsync());
        await server.ExecuteAsync("CREATE USER shop IDENTIFIED BY 'hush' REQUIRE SSL");
        await server.ExecuteAsync($"GRANT ALL ON {made.Database}.* TO shop");
        (made.UserID, made.Password, made.SslMode, made.SslCa) = ("shop", "hush", MySqlSslMode.VerifyFull, _authority.File);
        var store = SiloStore.MySql(made.ToString());
        var migrated = await SiloProgram.RunAsync(_folder.Path, ["migrate", .. store.Settings]);
        Assert.True(migrated.ExitCode == 0, migrated.Output);
        return store;
    }

    /// <summary>Whether whoever listens at a port goes on after TLS: a silo says who it is at once, to whom it takes.</summary>
    private static async Task<bool> IsSpokenToAsync(int port, TestCertificate? files)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var ssl = new SslStream(client.GetStream(), false, (_, shown, _, _) => shown is not null);
        using var certificate = files?.Load();
        try
        {
            await ssl.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "commerce-silo",
                ClientCertificateContext =
                    certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
            });
            return await ssl.ReadAsync(new byte[4]) > 0;
        }
        catch (Exception refused) when (refused is IOException or AuthenticationException)
        {
            return false;
        }
    }
}
