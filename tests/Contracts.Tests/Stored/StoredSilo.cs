using Commerce.Coupons;
using Commerce.Hosting;
using Commerce.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Stored;

/// <summary>The real silo over a folder of data, at a moment of its own.</summary>
internal sealed class StoredSilo : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StoredSilo(WebApplication app) => _app = app;

    public static async Task<StoredSilo> StartAsync(string directory, DateTimeOffset now)
    {
        string[] settings =
        [
            $"--Storage:Directory={directory}", "--Demo:Load=false", "--Http:Enabled=false", "--Urls=http://127.0.0.1:0",
            $"--Clustering:SiloPort={Ports.Free()}", $"--Clustering:GatewayPort={Ports.Free()}", "--Logging:LogLevel:Default=Error",
        ];
        var app = SiloHost.Build(settings, builder => builder.Services.AddSingleton<TimeProvider>(new SettableClock(now)));
        await app.StartAsync();
        return new(app);
    }

    public ICouponGrain Campaign(long id) => _app.Services.GetRequiredService<IGrainFactory>().GetGrain<ICouponGrain>(id);

    public ICouponCodeGrain Code(string code) => _app.Services.GetRequiredService<IGrainFactory>().GetGrain<ICouponCodeGrain>(code);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
