using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Kafka;

/// <summary>A test with brokers, a store and the services of a silo around its events.</summary>
public abstract class KafkaTest(int brokers = 1, int topicPartitions = KafkaTest.Partitions) : IAsyncLifetime, IDisposable
{
    public const int Partitions = 4;

    protected MockKafka Kafka { get; } = new(brokers, topicPartitions);

    protected TestStorage Storage { get; } = TestStorage.Sqlite();

    private protected EventsHarness Harness { get; private set; } = null!;

    private protected IEventTransport Transport => Harness.Get<IEventTransport>();

    public static Dictionary<string, string?> SettingsFor(MockKafka kafka, int partitions = Partitions) => new()
    {
        ["Events:Provider"] = "Kafka",
        ["Events:BootstrapServers"] = kafka.BootstrapServers,
        ["Events:Partitions"] = $"{partitions}",
        ["Events:CommitInterval"] = "00:00:00.001",
    };

    public async Task InitializeAsync()
    {
        var settings = SettingsFor(Kafka);
        Change(settings);
        Harness = await EventsHarness.StartAsync(Storage, settings, AddServices);
    }

    public async Task DisposeAsync()
    {
        if (Harness is not null)
            await Harness.DisposeAsync();
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Change(Dictionary<string, string?> settings) { }

    private protected virtual void AddServices(IServiceCollection services) =>
        services.AddSingleton<KafkaLag>().AddSingleton<KafkaReceiving>();

    protected virtual void Dispose(bool disposing)
    {
        Storage.Dispose();
        Kafka.Dispose();
    }
}
