using Commerce.Projections;
using Commerce.ServiceDefaults;

namespace Commerce.Orders;

/// <summary>Orders in this process.</summary>
internal static class OrderHosting
{
    public static void AddCommerceOrders(this IServiceCollection services)
    {
        services.AddSettings<OrderOptions>(OrderOptions.Section);
        services.AddSettings<OpenWorkOptions>(OpenWorkOptions.Section);
        services.AddSingleton<OpenOrders>();
        services.AddSingleton<IPaymentSteps, GrainPaymentSteps>();
        services.AddProjection<CustomerOrderProjection>();
        services.AddSingleton<IOrderReads>(provider => provider.GetRequiredService<CustomerOrderProjection>());
        services.AddSingleton<OpenWork>();
        services.AddSingleton(new OpenWorkKind(OrderStreams.Category,
            (grains, orderId) => grains.GetGrain<IOrderGrain>(orderId).Resume(),
            async (grains, orderId) => await grains.GetGrain<IOrderGrain>(orderId).Get() is { } order
                && (order.IsUnfinished ?? order.Status == OrderStatus.Paying)));
        services.AddHostedService<OpenWorkSweeper>();
    }
}
