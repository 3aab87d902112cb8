using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>How the streams of queues are named.</summary>
internal static class QueueStreams
{
    public const string Category = "queue";

    public static StreamName Of(QueueKey key) => new(Category, key.ToString());
}
