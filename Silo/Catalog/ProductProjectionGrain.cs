using Commerce.Projections;
using Orleans.Placement;

namespace Commerce.Catalog;

/// <summary>Keeps <c>product</c> from the topic.</summary>
[ImplicitStreamSubscription(ProductStreams.Category), PreferLocalPlacement]
internal sealed class ProductProjectionGrain(
    ProductProjection projection, ProjectionWriter writer, ILogger<ProjectionGrain<ProductProjection>> logger)
    : ProjectionGrain<ProductProjection>(projection, writer, logger);
