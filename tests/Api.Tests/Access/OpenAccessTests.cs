using System.Diagnostics.Metrics;
using Commerce.Fixtures;
using Commerce.Http;
using Commerce.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Commerce.Access;

/// <summary>With <c>Auth:Mode</c> None everything is as it was, and says so.</summary>
[Collection(ApiTests.Name)]
public sealed class OpenAccessTests(ApiFixture api)
{
    [Theory]
    [InlineData("GET", "/v1/products", 200)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/v1/users/abc/balance", 400)]
    [InlineData("PUT", "/admin/coupons/1", 401)]
    [InlineData("DELETE", "/v1/products", 405)]
    public async Task Answer_OfAnyKind_SaysThatNobodyProvesWhoTheyAre(string method, string path, int status) =>
        Assert.Equal("none", (await api.Http.SendAsync(new(method, path))).AssertStatus(status).Headers["Commerce-Auth"]);

    [Fact]
    public async Task Token_ThatIsNone_MattersToNobody()
    {
        var customer = await api.NewCustomerAsync(balance: 5);
        var request = new ApiRequest("GET", $"/v1/users/{customer}/balance").With("Authorization", "Bearer nonsense");

        Assert.Equal(5, (await api.Http.SendAsync(request)).AssertStatus(200).Number("balance"));
    }

    [Fact]
    public async Task Metric_TellsWhatIsOpen()
    {
        Assert.Equal(["customers"], Open(api.Host));
        await using var issuer = new TokenIssuer();
        await using var closed = await ApiUnderTest.StartAsync(issuer.Settings);
        Assert.Empty(Open(closed));
        Assert.DoesNotContain("Commerce-Auth", (await closed.Http.GetAsync("/v1/products")).Headers.Keys);
    }

    [Fact]
    public async Task Warning_AtTheStart_ComesAgainEveryHour()
    {
        var (clock, log) = (new FakeTimeProvider(), new Lines());
        using var open = Make("Production", clock, log, "http://127.0.0.1:8080");
        await open.StartAsync(CancellationToken.None);
        await Testing.Eventually.HoldsAsync("the first line", () => Task.FromResult(log.Count == 1));

        for (var hours = 2; hours <= 3; hours++)
        {
            clock.Advance(TimeSpan.FromMinutes(59));
            Assert.Equal(hours - 1, log.Count);
            clock.Advance(TimeSpan.FromMinutes(1));
            await Testing.Eventually.HoldsAsync("the next line", () => Task.FromResult(log.Count == hours));
        }
        await open.StopAsync(CancellationToken.None);
        Assert.All(log.Levels, level => Assert.Equal(LogLevel.Warning, level)); // it listens on loopback
    }

    [Theory]
    [InlineData("Production", LogLevel.Critical)]
    [InlineData("Development", LogLevel.Warning)]
    public async Task Warning_WhereOthersCanReachIt_IsOneNobodyOverlooks(string environment, LogLevel level)
    {
        var log = new Lines();
        using var open = Make(environment, TimeProvider.System, log, "http://127.0.0.1:8080", "http://0.0.0.0:8081");
        await open.StartAsync(CancellationToken.None);

        await Testing.Eventually.HoldsAsync("the line", () => Task.FromResult(log.Count == 1));
        Assert.Equal(level, log.Levels.Single());
        await open.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("http://localhost:8080", false)]
    [InlineData("http://127.0.0.1:8080", false)]
    [InlineData("http://127.8.0.1:8080", false)]
    [InlineData("http://[::1]:8080", false)]
    [InlineData("http://[::]:8080", true)]
    [InlineData("http://0.0.0.0:8080", true)]
    [InlineData("http://+:8080", true)]
    [InlineData("http://*:8080", true)]
    [InlineData("http://10.0.0.7:8080", true)]
    [InlineData("http://shop.example:8080", true)]
    public void Address_IsReachable_UnlessItIsLoopback(string address, bool reachable) =>
        Assert.Equal(reachable, OpenAccess.IsReachable(address));

    private static List<object?> Open(ApiUnderTest host)
    {
        var scope = host.Services.GetRequiredService<IMeterFactory>();
        List<object?> open = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Scope == scope && instrument.Name == "commerce.open")
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<int>(
            (_, value, tags, _) => open.AddRange(value == 1 ? tags.ToArray().Select(tag => tag.Value) : []));
        listener.Start();
        listener.RecordObservableInstruments();
        return open;
    }

    private OpenAccess Make(string environment, TimeProvider clock, ILogger<OpenAccess> log, params string[] addresses)
    {
        var services = api.Host.Services;
        return new(new Callers(areKnown: false), new Server(addresses), services.GetRequiredService<IOptions<HttpOptions>>(),
            new HostEnvironment(environment), services.GetRequiredService<ApiMetrics>(),
            services.GetRequiredService<IHostApplicationLifetime>(), clock, log);
    }

    private sealed class Server : IServer
    {
        public Server(string[] addresses)
        {
            var feature = new ServerAddressesFeature();
            foreach (var address in addresses)
                feature.Addresses.Add(address);
            Features.Set<IServerAddressesFeature>(feature);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => throw new NotSupportedException();

        public Task StopAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose() => GC.SuppressFinalize(this);
    }

    private sealed class HostEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "test";

        public string ContentRootPath { get; set; } = "/";

        public Microsoft.Extensions.FileProviders.IFileProvider ContentRootFileProvider { get; set; } =
            new Microsoft.Extensions.FileProviders.NullFileProvider();
    }

    private sealed class Lines : ILogger<OpenAccess>
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<LogLevel> _levels = new();

        public IReadOnlyCollection<LogLevel> Levels => _levels;

        public int Count => _levels.Count;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _levels.Enqueue(logLevel);
    }
}
