using Commerce.Outbox;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace Commerce.Kafka;

/// <summary>Adds the topic as an Orleans stream provider.</summary>
internal static class KafkaStreams
{
    /// <summary>
    /// Delivers the topic's events to grains that subscribe implicitly. A stream is a kind of aggregate in one partition:
    /// namespace <c>coupon</c>, key <c>3</c>. An event is delivered until its consumer has taken it in, however long that
    /// takes: only the consumer can tell a poisonous event from a database that is away, and parks it.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="name">The provider's name.</param>
    public static void AddKafkaStreams(this ISiloBuilder silo, string name)
    {
        silo.Services.AddKafkaClients();
        silo.Services.TryAddSingleton<KafkaLag>();
        silo.Services.TryAddSingleton<KafkaReceiving>();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaTopicStartup>());
        silo.AddPersistentStreams(
            name,
            (services, provider) => new KafkaQueues(
                provider, services.GetRequiredService<IOptions<EventsOptions>>().Value.Partitions,
                services.GetRequiredService<KafkaReceiving>(), services.GetRequiredService<ILoggerFactory>()),
            streams =>
            {
                streams.Configure<StreamPubSubOptions>(options =>
                    options.Configure(pubSub => pubSub.PubSubType = StreamPubSubType.ImplicitOnly));
                streams.ConfigurePullingAgent(options => options.Configure(agent => agent.MaxEventDeliveryTime = Timeout.InfiniteTimeSpan));
                streams.UseConsistentRingQueueBalancer();
                streams.ConfigureBackoffProvider((IServiceProvider _, string _) => (IMessageDeliveryBackoffProvider)new DeliveryBackoff());
            });
    }

    /// <summary>Adds what the transport and the streams share. Adding it twice is once.</summary>
    /// <param name="services">The services.</param>
    public static void AddKafkaClients(this IServiceCollection services)
    {
        services.TryAddSingleton<KafkaClients>();
        services.TryAddSingleton<EventSignatures>();
        services.TryAddSingleton<KafkaTopic>();
    }

    /// <summary>Pauses between two deliveries of the same events: a database that comes back is noticed within seconds.</summary>
    private sealed class DeliveryBackoff : IMessageDeliveryBackoffProvider
    {
        private const int FirstMilliseconds = 100;
        private const int LongestMilliseconds = 4_000;

        public TimeSpan Next(int attempt) =>
            TimeSpan.FromMilliseconds(Math.Min(LongestMilliseconds, FirstMilliseconds << Math.Min(attempt, 10)));
    }
}
