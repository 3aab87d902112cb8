using Commerce.Projections;
using Orleans.Placement;

namespace Commerce.Orders;

/// <summary>Keeps <c>customer_order</c> from the topic.</summary>
[ImplicitStreamSubscription(OrderStreams.Category), PreferLocalPlacement]
internal sealed class CustomerOrderProjectionGrain(
    CustomerOrderProjection projection, ProjectionWriter writer, ILogger<ProjectionGrain<CustomerOrderProjection>> logger)
    : ProjectionGrain<CustomerOrderProjection>(projection, writer, logger);
