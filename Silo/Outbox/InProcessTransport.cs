using System.Data.Common;
using Commerce.Storage;

namespace Commerce.Outbox;

/// <summary>A read table that follows events. It drops what it already has, so an event may come again.</summary>
internal interface IProjection
{
    /// <summary>Takes events in, in order per subject; those it does not know are not its own.</summary>
    Task ProjectAsync(IReadOnlyList<IntegrationEvent> events, DbConnection connection, DbTransaction transaction);
}

/// <summary>The transport of a single process: the projections, called directly, in one transaction.</summary>
internal sealed class InProcessTransport(ISqlDatabase database, IEnumerable<IProjection> projections) : IEventTransport
{
    private readonly IProjection[] _projections = [.. projections];

    public Task PublishAsync(IReadOnlyList<IntegrationEvent> events, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            foreach (var projection in _projections)
                await projection.ProjectAsync(events, connection, transaction);
            return events.Count;
        }, cancellationToken);
}
