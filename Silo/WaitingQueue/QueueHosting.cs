namespace Commerce.WaitingQueue;

/// <summary>Waiting queues in this process.</summary>
internal static class QueueHosting
{
    public static void AddCommerceQueues(this IServiceCollection services) => services.AddSingleton<QueueMetrics>();
}
