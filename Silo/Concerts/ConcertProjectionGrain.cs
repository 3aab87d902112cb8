using Commerce.Projections;
using Orleans.Placement;

namespace Commerce.Concerts;

/// <summary>Keeps <c>concert</c> from the topic.</summary>
[ImplicitStreamSubscription(ConcertStreams.Category), PreferLocalPlacement]
internal sealed class ConcertProjectionGrain(
    ConcertProjection projection, ProjectionWriter writer, ILogger<ProjectionGrain<ConcertProjection>> logger)
    : ProjectionGrain<ConcertProjection>(projection, writer, logger);
