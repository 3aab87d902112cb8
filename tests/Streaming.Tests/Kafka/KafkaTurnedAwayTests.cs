using Commerce.Outbox;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Commerce.Kafka;

/// <summary>What is said when a broker and a silo do not come together for a reason that does not pass by itself.</summary>
public sealed class KafkaTurnedAwayTests : IDisposable
{
    private readonly MockKafka _kafka = new();

    public void Dispose() => _kafka.Dispose();

    [Fact]
    public async Task Ensure_AsksForTlsWhereThereIsNone_SaysWhyTheBrokersAreNotReached()
    {
        var options = new EventsOptions { Provider = EventsProvider.Kafka, BootstrapServers = _kafka.BootstrapServers };
        options.Client["security.protocol"] = "SSL";
        var clients = new KafkaClients(Options.Create(options), NullLogger<KafkaClients>.Instance);
        var topic = new KafkaTopic(clients, Options.Create(options), NullLogger<KafkaTopic>.Instance);

        var failure = await Assert.ThrowsAsync<KafkaException>(() => topic.EnsureAsync(CancellationToken.None));

        // In the library's words: which of the two depends on what it sees of the connection first.
        Assert.Matches("SSL( handshake failed|_HANDSHAKE)", failure.Message);
    }
}
