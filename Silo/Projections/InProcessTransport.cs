using Commerce.Outbox;

namespace Commerce.Projections;

/// <summary>The transport of a single process: the projections, called directly, in one transaction.</summary>
internal sealed class InProcessTransport(ProjectionWriter writer, IEnumerable<IProjection> projections) : IEventTransport
{
    private readonly IProjection[] _projections = [.. projections];

    public Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken) =>
        writer.WriteAsync(_projections, events, cancellationToken);
}
