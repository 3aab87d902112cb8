using Commerce.Hosting;
using Commerce.Journaling;
using Commerce.Kafka;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Commerce.Testing;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Fixtures;

/// <summary>The services of a silo around its events, put together by the program's own registrations, without the silo.</summary>
internal sealed class EventsHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private EventsHarness(ServiceProvider services) => _services = services;

    public IServiceProvider Services => _services;

    public ISqlDatabase Database => Get<ISqlDatabase>();

    public static async Task<EventsHarness> StartAsync(
        TestStorage storage, IEnumerable<KeyValuePair<string, string?>>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection(storage.Settings).AddInMemoryCollection(settings ?? []).Build());
        services.AddLogging().AddMetrics();
        Add(services);
        configure?.Invoke(services);
        var harness = new EventsHarness(services.BuildServiceProvider());
        await harness.Get<Migrator>().MigrateAsync(CancellationToken.None);
        return harness;
    }

    /// <summary>What a silo registers around its events, and the tests' own projection.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddCommerceStorage();
        services.AddCommerceJournal();
        services.AddCommerceEvents();
        services.AddCommerceFeatures();
        services.AddSingleton<KafkaClients, MockClients>();
        services.AddSingleton<ProbeBoard>();
        services.AddProjection<ProbeProjection>();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A relay of this silo; whoever starts it stops it.</summary>
    public OutboxRelay NewRelay() => ActivatorUtilities.CreateInstance<OutboxRelay>(_services);

    public Task<List<T>> QueryAsync<T>(string sql, object? parameters = null) => QueryAsync<T>(Database, sql, parameters);

    public static async Task<List<T>> QueryAsync<T>(ISqlDatabase database, string sql, object? parameters = null)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    /// <summary>Makes events durable, each append with its outbox row, as a grain's writer does.</summary>
    public async Task AppendAsync(params IEnumerable<IntegrationEvent> events)
    {
        await using var appender = Get<IJournalStore>().CreateAppender();
        foreach (var e in events)
        {
            await appender.AppendAsync(
                [new([new(e.Subject, e.Sequence, e.Id, e.Type, e.Version, e.Data, e.Time)], Publish: true)], CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
