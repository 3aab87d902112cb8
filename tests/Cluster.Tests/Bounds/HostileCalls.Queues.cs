using Commerce.WaitingQueue;

namespace Commerce.Bounds;

/// <summary>Waiting queues.</summary>
internal static partial class HostileCalls
{
    private static readonly QueueSettings s_queue = new(10, 10);
    private static readonly string[] s_noQueues = ["concert-0", "coupon-9007199254740992", "order-1", "concert-1 "];

    private static IEnumerable<HostileCall> Queues =>
    [
        new("Define no queue", "queue", (grains, key) => Queue(grains).Define(new(null!, key))),
        .. new[] { int.MinValue, -1, 0, QueueBounds.MaxActive + 1, int.MaxValue }.SelectMany(number => new HostileCall[]
        {
            new($"Define {number} inside", "queue.maxActive",
                (grains, key) => Queue(grains).Define(new(s_queue with { MaxActive = number }, key))),
            new($"Define {number} a second", "queue.admissionsPerSecond",
                (grains, key) => Queue(grains).Define(new(s_queue with { AdmissionsPerSecond = number }, key))),
            new($"Define {number} seconds inside", "queue.activeSeconds",
                (grains, key) => Queue(grains).Define(new(s_queue with { ActiveSeconds = number }, key))),
            new($"Define {number} seconds of silence", "queue.waitingTimeoutSeconds",
                (grains, key) => Queue(grains).Define(new(s_queue with { WaitingTimeoutSeconds = number }, key))),
            new($"Define a coupon behind {number}", "queue.maxActive",
                (grains, key) => Define(grains, s_terms with { Queue = s_queue with { MaxActive = number }, CommandId = key })),
        }),
        .. s_noId.SelectMany(id => new HostileCall[]
        {
            new($"Join as {id}", "customerId", (grains, key) => Queue(grains).Join(new(id, key))),
            new($"Join as 1 and {id}", "customerId", (grains, key) => Queue(grains).JoinAll([new(1, key), new(id, null)])),
            new($"Close for {id}", "customerId", (grains, key) => Queue(grains).Close(new(1, id, key))),
            new($"Close {id}", "number", (grains, key) => Queue(grains).Close(new(id, 1, key))),
        }),
        new("Join nothing", "commands", (grains, _) => Queue(grains).JoinAll([])),
        new("Join too many together", "commands",
            (grains, _) => Queue(grains).JoinAll(Many(new JoinQueue(1, null), CommandBounds.MaxTogether + 1))),
        new("Check nothing", "claims", (grains, _) => Queue(grains).Check([])),
        new("Check a null", "claims[1]", (grains, _) => Queue(grains).Check([new("x", 1), null!])),
        new("Check too many together", "claims",
            (grains, _) => Queue(grains).Check(Many(new QueueClaim("x", 1), CommandBounds.MaxTogether + 1))),
        new("Watch with null", "asked", (grains, _) => Queue(grains).Watch(0, null!)),
        new("Watch with too many", "asked", (grains, _) => Queue(grains).Watch(0, new long[QueueBounds.MaxAsked + 1])),
        .. s_noQueues.Select(name => new HostileCall(
            $"Define a queue before '{name}'", "queue",
            (grains, key) => grains.GetGrain<IWaitingQueueGrain>(name).Define(new(s_queue, key)))),
    ];

    private static IWaitingQueueGrain Queue(IGrainFactory grains) =>
        grains.GetGrain<IWaitingQueueGrain>(QueueKey.OfCoupon(Coupon).ToString());
}
