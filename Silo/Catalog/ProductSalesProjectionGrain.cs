using Commerce.Orders;
using Commerce.Projections;
using Orleans.Placement;

namespace Commerce.Catalog;

/// <summary>Keeps <c>product_sales</c> from the topic.</summary>
[ImplicitStreamSubscription(OrderStreams.Category), PreferLocalPlacement]
internal sealed class ProductSalesProjectionGrain(
    ProductSalesProjection projection, ProjectionWriter writer, ILogger<ProjectionGrain<ProductSalesProjection>> logger)
    : ProjectionGrain<ProductSalesProjection>(projection, writer, logger);
