using Commerce.Batching;

namespace Commerce.WaitingQueue;

/// <summary>A front-end's way to ask for places: thousands of requests for one queue share a few calls.</summary>
internal sealed class QueueCalls(IGrainFactory grains)
{
    private readonly JoinedCalls<JoinQueue, Reply<JoinQueueOutcome>> _concerts = Calls(grains, QueueKey.OfConcert);
    private readonly JoinedCalls<JoinQueue, Reply<JoinQueueOutcome>> _coupons = Calls(grains, QueueKey.OfCoupon);

    /// <summary>Asks for a place.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="command">Who asks.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    public Task<Reply<JoinQueueOutcome>> Join(QueueKey queue, JoinQueue command) =>
        (queue.Kind == QueueKind.Concert ? _concerts : _coupons).Send(queue.Id, command);

    private static JoinedCalls<JoinQueue, Reply<JoinQueueOutcome>> Calls(IGrainFactory grains, Func<long, QueueKey> key) =>
        new((id, commands) => grains.Grain<IWaitingQueueGrain>(key(id).ToString()).JoinAll(commands));
}
