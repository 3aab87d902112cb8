using Commerce.Outbox;
using Commerce.Telemetry;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Commerce.Projections;

/// <summary>A grain that nobody calls: events come to it.</summary>
internal interface IProjectionGrain : IGrainWithStringKey;

/// <summary>Takes the events of one kind of aggregate and one partition into a read table, a batch in one transaction.</summary>
/// <typeparam name="TProjection">The read table.</typeparam>
[LogCategory("Commerce.Streaming.ProjectionGrain")]
internal abstract partial class ProjectionGrain<TProjection>(TProjection projection, ProjectionWriter writer,
    ILogger<ProjectionGrain<TProjection>> logger)
    : Grain, IProjectionGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<IntegrationEvent>
    where TProjection : IProjection
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<IntegrationEvent>().ResumeAsync(this);

    /// <summary>Takes a batch in. When the database is away this fails, and the batch is delivered again.</summary>
    public Task OnNextAsync(IList<SequentialItem<IntegrationEvent>> items) =>
        writer.WriteAsync([projection], [.. items.Select(item => item.Item)], CancellationToken.None);

    public Task OnErrorAsync(Exception ex)
    {
        LogFailed(logger, ex, this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    [LoggerMessage(2621, LogLevel.Warning, "Partition {Partition}: delivery ended; the next silo goes on with it.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string partition);
}
