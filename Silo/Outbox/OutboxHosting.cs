using Commerce.ServiceDefaults;

namespace Commerce.Outbox;

/// <summary>The outbox and its relay in this process.</summary>
internal static class OutboxHosting
{
    public static void AddCommerceOutbox(this IServiceCollection services)
    {
        services.AddSettings<OutboxOptions, OutboxOptionsValidator>(OutboxOptions.Section);
        services.AddSettings<EventsOptions, EventsOptionsValidator>(EventsOptions.Section);
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxStore>();
        services.AddHostedService<OutboxRelay>();
    }
}
