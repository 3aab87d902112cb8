using System.Globalization;
using Commerce.Hosting;
using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Fixtures;

/// <summary>The real silo with its HTTP, in this process, on ports and data of its own; its clock goes when it is told to.</summary>
internal sealed class ApiUnderTest : IAsyncDisposable
{
    public const string AdminKey = "key-for-tests";

    private readonly WebApplication _app;
    private readonly TempFolder _folder;

    private ApiUnderTest(WebApplication app, TempFolder folder, SettableClock clock)
    {
        (_app, _folder, Clock) = (app, folder, clock);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Http = new ApiClient(new Uri(addresses.Addresses.Single()), app.Services);
    }

    public SettableClock Clock { get; }

    public ApiClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a silo and waits until it is ready.</summary>
    /// <param name="settings">Settings beyond ports, folder and key; they win over these.</param>
    public static Task<ApiUnderTest> StartAsync(params string[] settings) => StartAsync(_ => { }, settings);

    public static async Task<ApiUnderTest> StartAsync(Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var folder = new TempFolder();
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        var app = SiloHost.Build(
            [
                "--Urls=http://127.0.0.1:0", $"--Storage:Directory={folder.Path}", $"--Admin:ApiKey={AdminKey}",
                string.Create(CultureInfo.InvariantCulture, $"--Clustering:SiloPort={Ports.Free()}"),
                string.Create(CultureInfo.InvariantCulture, $"--Clustering:GatewayPort={Ports.Free()}"),
                "--Http:WarmUpFor=00:00:00", "--Logging:LogLevel:Default=Error", "--Demo:Load=false", .. settings,
            ],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                configure(builder);
            });
        await app.StartAsync();
        var host = new ApiUnderTest(app, folder, clock);
        await Eventually.HoldsAsync("readiness", async () => (await host.Http.GetAsync("/health/ready")).Status == 200);
        return host;
    }

    /// <summary>What is stored for ever, as numbers that any change would change.</summary>
    public async Task<(long Events, long LastPosition)> JournalAsync()
    {
        await using var connection = await Services.GetRequiredService<ISqlDatabase>().DataSource.OpenConnectionAsync();
        return await connection.QuerySingleAsync<(long, long)>("SELECT COUNT(*), COALESCE(MAX(position), 0) FROM journal");
    }

    /// <summary>Waits until every event has reached the read tables.</summary>
    public Task ReadTablesFollowAsync() => Eventually.HoldsAsync("the outbox to be drained", async () =>
    {
        await using var connection = await Services.GetRequiredService<ISqlDatabase>().DataSource.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM outbox") == 0;
    });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
