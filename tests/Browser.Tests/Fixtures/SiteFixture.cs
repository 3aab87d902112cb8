using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Commerce.Hosting;
using Commerce.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Commerce.Fixtures;

/// <summary>One silo with its pages and the demo data, and one browser: for all tests.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private const string AdminKey = "key-for-tests";

    // A machine that is busy with other tests is slow; what never comes is waited for as long.
    private const int PatienceMilliseconds = 20_000;

    private TempFolder _folder = null!;
    private HttpClient _http = null!;
    private WebApplication _app = null!;
    private IPlaywright _driver = null!;
    private IBrowser _browser = null!;
    private long _lastId = 700_000;

    internal ShiftedClock Clock { get; } = new();

    public async Task InitializeAsync()
    {
        if (Chromium.Program is null)
            return;
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        var starting = Chromium.StartAsync();
        _folder = new();
        _app = SiloHost.Build(
            [
                "--Urls=http://127.0.0.1:0", $"--Storage:Directory={_folder.Path}", $"--Admin:ApiKey={AdminKey}",
                string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={Ports.Free()}"),
                string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={Ports.Free()}"),
                "--Http:WarmUpFor=00:00:00", "--Logging:LogLevel:Default=Error", "--Demo:Load=true", "--Shop:Enabled=true",
            ],
            builder => builder.Services.AddSingleton<TimeProvider>(Clock));
        await _app.StartAsync();
        _http = new(new SocketsHttpHandler { UseProxy = false });
        _http.BaseAddress = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        await Eventually.HoldsAsync("readiness", async () =>
        {
            using var ready = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return ready.IsSuccessStatusCode;
        });
        (_driver, _browser) = await starting;
    }

    public async Task DisposeAsync()
    {
        if (Chromium.Program is null)
            return;
        await _browser.DisposeAsync();
        _driver.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    /// <summary>Somebody with a browser that nobody used before.</summary>
    internal async Task<Visitor> VisitorAsync(string locale = "en-US", int width = 1_280, ColorScheme colors = ColorScheme.Light)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = _http.BaseAddress!.ToString(),
            Locale = locale,
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return new Visitor(await context.NewPageAsync());
    }

    internal async Task<long> NewCustomerAsync(long balance)
    {
        var id = Interlocked.Increment(ref _lastId);
        await PutAsync($"/admin/customers/{id}", new { username = $"user_{id}", openingBalance = balance });
        return id;
    }

    /// <summary>Makes a concert with one schedule, whose id is the concert's; with a queue before it when it lets so many in.</summary>
    internal async Task<long> NewConcertAsync(int seats, int? maxActive = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        await PutAsync($"/admin/concerts/{id}", new
        {
            name = $"Concert {id}",
            queue = maxActive is { } inside ? new { maxActive = inside, admissionsPerSecond = 100 } : null,
            schedules = new[] { new { scheduleId = id, startsAt = Clock.GetUtcNow().AddDays(30), price = 1_000, seats } },
        });
        return id;
    }

    private async Task PutAsync(string path, object body)
    {
        using var answer = await _http.PutAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<SiteFixture>
{
    public const string Name = "one silo and one browser";
}
