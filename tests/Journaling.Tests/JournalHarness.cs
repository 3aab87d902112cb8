using Commerce.Outbox;
using Commerce.Storage;
using Commerce.Telemetry;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Journaling;

/// <summary>The journal of one store, put together by the program's own registrations, with its schema in place.</summary>
internal sealed class JournalHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<JournalWriter> _writers = [];

    private JournalHarness(ServiceProvider services) => _services = services;

    public IServiceProvider Services => _services;

    public ISqlDatabase Database => _services.GetRequiredService<ISqlDatabase>();

    public IJournalStore Store => _services.GetRequiredService<IJournalStore>();

    public CommerceMetrics Metrics => _services.GetRequiredService<CommerceMetrics>();

    public static async Task<JournalHarness> StartAsync(TestStorage storage, bool migrate = true)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(storage.Settings).Build());
        services.AddLogging().AddMetrics();
        services.AddSingleton<OutboxSignal>();
        services.AddCommerceStorage();
        services.AddCommerceJournal();
        var harness = new JournalHarness(services.BuildServiceProvider());
        if (migrate)
            await harness.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        return harness;
    }

    /// <summary>A writer of its own, as another silo has.</summary>
    public JournalWriter NewWriter(IJournalStore? store = null, Action<JournalOptions>? configure = null, TimeProvider? clock = null,
        List<int>? log = null)
    {
        var options = new JournalOptions
        {
            Lanes = Services.GetRequiredService<IOptions<JournalOptions>>().Value.Lanes,
            ProbeInterval = TimeSpan.FromMilliseconds(10),
            StallAfter = TimeSpan.FromMinutes(1), // a slow machine is not a stalled store
        };
        configure?.Invoke(options);
        var writer = new JournalWriter(
            store ?? Store, Options.Create(options), clock ?? TimeProvider.System, Metrics,
            log is null ? NullLogger<JournalWriter>.Instance : new EventLog<JournalWriter>(log));
        _writers.Add(writer);
        return writer;
    }

    public async Task<List<JournalEvent>> ReadAsync(string stream, long afterSeq = 0, long lastSeq = long.MaxValue)
    {
        var events = new List<JournalEvent>();
        await foreach (var e in Store.ReadAsync(stream, afterSeq, lastSeq, CancellationToken.None))
            events.Add(e);
        return events;
    }

    public async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        await _services.DisposeAsync();
    }
}
