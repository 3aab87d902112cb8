using Commerce.Fixtures;
using Commerce.Outbox;
using Commerce.Testing;
using Microsoft.Extensions.Options;

namespace Commerce.Kafka;

/// <summary>What is said when a broker and a silo do not come together for a reason that does not pass by itself.</summary>
public sealed class KafkaTurnedAwayTests : IDisposable
{
    private readonly MockKafka _kafka = new();
    private readonly LoggedLines _lines = new();

    public void Dispose()
    {
        _kafka.Dispose();
        _lines.Dispose();
    }

    [Fact]
    public async Task Client_ThatAsksForTlsWhereThereIsNone_SaysSoAsAWarning()
    {
        var options = new EventsOptions { Provider = EventsProvider.Kafka, BootstrapServers = _kafka.BootstrapServers };
        options.Client["security.protocol"] = "SSL";
        using var admin = new KafkaClients(Options.Create(options), _lines.LoggerOf<KafkaClients>()).Admin();

        await Eventually.HoldsAsync("the reason to be said", () => Task.FromResult(_lines.CountOf(2607) > 0));
    }
}
