using Commerce.Coupons;
using Commerce.Streaming;
using Microsoft.Extensions.Options;

namespace Commerce.Outbox;

/// <summary>The outbox relay, its transport and the read tables in this process.</summary>
internal static class OutboxHosting
{
    public static void AddCommerceOutbox(this IServiceCollection services)
    {
        services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidator>();
        services.AddOptions<EventsOptions>().BindConfiguration(EventsOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EventsOptions>, EventsOptionsValidator>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<ParkedEvents>();
        services.AddSingleton<ProjectionWriter>();
        services.AddSingleton<Redrive>();
        services.AddSingleton<ReadTables>();
        services.AddKafkaClients();
        services.AddSingleton<IEventTransport>(provider =>
            provider.GetRequiredService<IOptions<EventsOptions>>().Value.Provider == EventsProvider.Kafka
                ? ActivatorUtilities.CreateInstance<KafkaTransport>(provider)
                : ActivatorUtilities.CreateInstance<InProcessTransport>(provider));
        services.AddProjection<IssuedCouponProjection>();
        services.AddSingleton<IIssuedCouponReads, IssuedCouponReads>();
        services.AddHostedService<OutboxRelay>();
    }

    /// <summary>
    /// Adds a read table. Where events go over Kafka it also needs a grain that subscribes to them, a
    /// <see cref="ProjectionGrain{TProjection}"/>.
    /// </summary>
    public static void AddProjection<TProjection>(this IServiceCollection services)
        where TProjection : class, IProjection
    {
        services.AddSingleton<TProjection>();
        services.AddSingleton<IProjection>(provider => provider.GetRequiredService<TProjection>());
    }
}
