using Commerce.Kafka;
using Commerce.Outbox;

namespace Commerce.Hosting;

/// <summary>Events between the silos of a cluster.</summary>
internal static class EventsHosting
{
    /// <summary>The stream provider's name.</summary>
    public const string Streams = "kafka";

    /// <summary>Adds the streams, when events go over Kafka.</summary>
    /// <param name="silo">The silo.</param>
    public static void AddCommerceEvents(this ISiloBuilder silo)
    {
        if (silo.Configuration.UsesKafka())
            silo.AddKafkaStreams(Streams);
    }

    /// <summary>Whether events go over Kafka.</summary>
    /// <param name="configuration">The settings, perhaps not validated yet: a provider that is none is complained of later.</param>
    public static bool UsesKafka(this IConfiguration configuration) => string.Equals(
        configuration[$"{EventsOptions.Section}:{nameof(EventsOptions.Provider)}"], nameof(EventsProvider.Kafka), StringComparison.OrdinalIgnoreCase);
}
