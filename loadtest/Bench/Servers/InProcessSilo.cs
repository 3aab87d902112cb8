using Commerce.Hosting;

namespace Commerce.Bench.Servers;

/// <summary>A silo inside this process, without HTTP: for what is measured below it.</summary>
internal sealed class InProcessSilo : IAsyncDisposable
{
    private readonly WebApplication _app;

    private InProcessSilo(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public static async Task<InProcessSilo> StartAsync(BenchDatabase database)
    {
        // Nothing is logged: baselines that lock each other out would fill the page with what the figures say already.
        var app = SiloHost.Build([
            "--Http:Enabled=false", "--Urls=http://127.0.0.1:0", "--Demo:Load=false", "--Logging:Console:LogLevel:Default=None",
            .. SiloProcess.OrleansPorts(), .. database.Settings]);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Stops in order: every grain deactivates, which writes its snapshot.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
