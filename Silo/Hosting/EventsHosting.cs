using Commerce.Kafka;
using Commerce.Outbox;
using Commerce.Projections;
using Commerce.Storage;
using Commerce.Verify;
using Microsoft.Extensions.Options;

namespace Commerce.Hosting;

/// <summary>The way of an event in this process: out of the outbox, over a transport, into the read tables.</summary>
internal static class EventsHosting
{
    /// <summary>The stream provider's name.</summary>
    public const string Streams = "kafka";

    /// <summary>Adds the outbox, its transport and the projections.</summary>
    /// <param name="services">The services.</param>
    public static void AddCommerceEvents(this IServiceCollection services)
    {
        services.AddCommerceOutbox();
        services.AddCommerceProjections();
        services.AddSingleton<TopicProgress>();
        services.AddSingleton<IReadProgress>(provider => new ReadProgress(
            provider.GetRequiredService<ISqlDatabase>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<EventsOptions>>().Value.Provider == EventsProvider.Kafka
                ? provider.GetRequiredService<TopicProgress>()
                : null));
        services.AddKafkaClients();
        services.AddSingleton<IEventsUnderWay, EventsInTopic>();
        services.AddSingleton<IEventTransport>(provider =>
            provider.GetRequiredService<IOptions<EventsOptions>>().Value.Provider == EventsProvider.Kafka
                ? ActivatorUtilities.CreateInstance<KafkaTransport>(provider)
                : ActivatorUtilities.CreateInstance<InProcessTransport>(provider));
    }

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
        configuration[$"{EventsOptions.Section}:{nameof(EventsOptions.Provider)}"], nameof(EventsProvider.Kafka),
            StringComparison.OrdinalIgnoreCase);
}
