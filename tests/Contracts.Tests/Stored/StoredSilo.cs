using Commerce.Hosting;
using Commerce.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Stored;

/// <summary>The real silo over a folder of data, at a moment of its own. It snapshots whatever it deactivates.</summary>
internal sealed class StoredSilo : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StoredSilo(WebApplication app) => _app = app;

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public static async Task<StoredSilo> StartAsync(string directory, DateTimeOffset now)
    {
        string[] settings =
        [
            $"--Storage:Directory={directory}", "--Demo:Load=false", "--Http:Enabled=false", "--Urls=http://127.0.0.1:0",
            $"--Clustering:SiloPort={Ports.Free()}", $"--Clustering:GatewayPort={Ports.Free()}",
            "--Journal:SnapshotOnDeactivation=1", "--Logging:LogLevel:Default=Error",
        ];
        var app = SiloHost.Build(settings, builder => builder.Services.AddSingleton<TimeProvider>(new SettableClock(now)));
        await app.StartAsync();
        return new(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
