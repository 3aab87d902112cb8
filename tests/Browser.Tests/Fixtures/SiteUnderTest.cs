using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Commerce.Hosting;
using Commerce.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Fixtures;

/// <summary>The real silo with its pages and the demo data, in this process, on ports and data of its own.</summary>
internal sealed class SiteUnderTest : IAsyncDisposable
{
    private const string AdminKey = "key-for-tests";

    private readonly WebApplication _app;
    private readonly TempFolder _folder;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private SiteUnderTest(WebApplication app, TempFolder folder, ShiftedClock clock)
    {
        (_app, _folder, Clock) = (app, folder, clock);
        Address = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        _http.BaseAddress = Address;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    public Uri Address { get; }

    public ShiftedClock Clock { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    public static async Task<SiteUnderTest> StartAsync()
    {
        var (folder, clock) = (new TempFolder(), new ShiftedClock());
        var app = SiloHost.Build(
            [
                "--Urls=http://127.0.0.1:0", $"--Storage:Directory={folder.Path}", $"--Admin:ApiKey={AdminKey}",
                string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={Ports.Free()}"),
                string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={Ports.Free()}"),
                "--Http:WarmUpFor=00:00:00", "--Logging:LogLevel:Default=Error", "--Demo:Load=true", "--environment=Development",
            ],
            builder => builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IStartupFilter>(clock));
        await app.StartAsync();
        var site = new SiteUnderTest(app, folder, clock);
        await Eventually.HoldsAsync("readiness", async () =>
        {
            using var ready = await site._http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return ready.IsSuccessStatusCode;
        });
        return site;
    }

    /// <summary>Defines something, as an administrator does.</summary>
    public async Task PutAsync(string path, object body)
    {
        using var answer = await _http.PutAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
