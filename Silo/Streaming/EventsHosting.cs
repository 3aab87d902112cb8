using Commerce.Outbox;

namespace Commerce.Streaming;

/// <summary>Events between the silos of a cluster.</summary>
internal static class EventsHosting
{
    /// <summary>The stream provider's name.</summary>
    public const string Streams = "kafka";

    /// <summary>Adds the streams, when events go over Kafka.</summary>
    /// <param name="silo">The silo.</param>
    public static void AddCommerceEvents(this ISiloBuilder silo)
    {
        // As text: a value that is no provider is complained of with everything else that is wrong.
        if (string.Equals(silo.Configuration[$"{EventsOptions.Section}:{nameof(EventsOptions.Provider)}"], nameof(EventsProvider.Kafka), StringComparison.OrdinalIgnoreCase))
            silo.AddKafkaStreams(Streams);
    }
}
