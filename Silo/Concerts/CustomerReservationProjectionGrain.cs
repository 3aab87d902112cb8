using Commerce.Projections;
using Orleans.Placement;

namespace Commerce.Concerts;

/// <summary>Keeps <c>customer_reservation</c> from the topic.</summary>
[ImplicitStreamSubscription(ReservationStreams.Category), PreferLocalPlacement]
internal sealed class CustomerReservationProjectionGrain(
    CustomerReservationProjection projection, ProjectionWriter writer, ILogger<ProjectionGrain<CustomerReservationProjection>> logger)
    : ProjectionGrain<CustomerReservationProjection>(projection, writer, logger);
