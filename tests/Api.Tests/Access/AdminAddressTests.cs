using System.Globalization;
using Commerce.Hosting;
using Commerce.ServiceDefaults;
using Commerce.Testing;

namespace Commerce.Access;

/// <summary>With <c>Admin:Urls</c> what is for operators is at an address of its own, and nowhere else.</summary>
public sealed class AdminAddressTests
{
    [Fact]
    public async Task Addresses_ThatAreTwo_ServeWhatIsForThem_AndNothingElse()
    {
        using var folder = new TempFolder();
        var (open, own) = (Address(), Address());
        await using var app = SiloHost.Build(
        [
            $"--Urls={open}", $"--Admin:Urls={own}", $"--Storage:Directory={folder.Path}", "--Admin:ApiKey=key-for-tests",
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={Ports.Free()}"),
            string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={Ports.Free()}"),
            "--Logging:LogLevel:Default=Error", "--Demo:Load=true",
        ]);
        await app.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Eventually.HoldsAsync("readiness", async () => await StatusAsync($"{own}/health/ready") == 200);

        foreach (var path in (string[])
            ["/admin/coupons/4001", "/ADMIN/coupons/4001", "/health/live", "/docs/index.html", "/openapi/v1.json", "/live"])
        {
            Assert.Equal(404, await StatusAsync(open + path));
            Assert.Equal(200, await StatusAsync(own + path));
        }
        foreach (var path in (string[])["/v1/users/1001/balance", "/coupons/4001", "/"])
        {
            Assert.Equal(200, await StatusAsync(open + path));
            Assert.Equal(404, await StatusAsync(own + path));
        }
        // What the live page reads, and leads to.
        foreach (var path in (string[])
            ["/v1/products?limit=100", "/concerts?limit=20", "/concerts/7001/schedules", "/schedules/8001/seat-map", "/welcome"])
        {
            Assert.Equal(200, await StatusAsync(open + path));
            Assert.Equal(200, await StatusAsync(own + path));
        }
        await app.StopAsync();

        async Task<int> StatusAsync(string url)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Authorization", "Bearer key-for-tests" } } };
            using var response = await http.SendAsync(request);
            return (int)response.StatusCode;
        }
    }

    [Theory]
    [InlineData("http://localhost:8080", "at ports that Urls does not have")]
    [InlineData("localhost", "must be addresses such as")]
    public void Address_ThatCannotBe_EndsTheStartAndNamesTheKey(string urls, string message)
    {
        var failure = Assert.ThrowsAny<Exception>(() => SiloHost.Build(["--Urls=http://0.0.0.0:8080", $"--Admin:Urls={urls}"]));

        var line = Assert.Single(StartupErrors.Failures(failure));
        Assert.StartsWith("Admin:Urls ", line, StringComparison.Ordinal);
        Assert.Contains(message, line, StringComparison.Ordinal);
    }

    private static string Address() => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Ports.Free()}");
}
