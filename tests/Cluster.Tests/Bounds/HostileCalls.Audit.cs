using Commerce.Audit;
using Commerce.Orders;
using Commerce.WaitingQueue;

namespace Commerce.Bounds;

/// <content>Who asks for administrative acts, and the list of them.</content>
internal static partial class HostileCalls
{
    private static IEnumerable<(Actor Actor, string Field)> Actors =>
    [
        .. s_names.Append(new string('x', Actor.MaxNameLength + 1)).Select(name => (new Actor(name!), "actor")),
        .. s_names.Skip(1).Append(new string('x', Actor.MaxTraceIdLength + 1)).Select(trace => (new Actor("kim", trace), "actor.traceId")),
    ];

    private static IEnumerable<HostileCall> Audit =>
    [
        .. Actors.SelectMany((bad, i) => new HostileCall[]
        {
            new($"Open by {i}", bad.Field, (grains, key) => Account(grains, 2).Open(new("Kim", 0, key, Actor: bad.Actor))),
            new($"Define a product by {i}", bad.Field, (grains, key) => Extend(grains, new("n", 1, [Option()], key, Actor: bad.Actor))),
            new($"Define a coupon by {i}", bad.Field, (grains, key) =>
                Define(grains, s_terms with { Code = "HOSTILE", CommandId = key, Actor = bad.Actor })),
            new($"Release a code by {i}", bad.Field, (grains, key) => Campaign(grains).ReleaseCode(new(key, bad.Actor))),
            new($"Remove a queue by {i}", bad.Field, (grains, key) => Campaign(grains).RemoveQueue(new(key, bad.Actor))),
            new($"Define a concert by {i}", bad.Field, (grains, key) =>
                Concert(grains).Define(new("n", [s_schedule], s_queue, key, Actor: bad.Actor))),
            new($"Define a schedule by {i}", bad.Field, (grains, _) => Seats(grains).Define(new(Stage, s_schedule, false, bad.Actor))),
            new($"Define a queue by {i}", bad.Field, (grains, key) =>
                grains.GetGrain<IWaitingQueueGrain>(QueueKey.OfConcert(Stage).ToString()).Define(new(s_queue, key, bad.Actor))),
            new($"Shut a queue by {i}", bad.Field, (grains, _) =>
                grains.GetGrain<IWaitingQueueGrain>(QueueKey.OfConcert(Stage).ToString()).Shut(bad.Actor)),
            new($"Cancel by {i}", bad.Field, (grains, key) =>
                grains.GetGrain<IOrderGrain>(Order).Cancel(new(true, key, Actor: bad.Actor))),
            new($"Refund by {i}", bad.Field, (grains, key) =>
                grains.GetGrain<IOrderGrain>(Order).Refund(new([new(null, 1, 1)], true, "damaged", key, bad.Actor))),
        }),
        .. new[] { int.MinValue, 0, PageBounds.MaxLimit + 1, int.MaxValue }.Select(limit => new HostileCall(
            $"List {limit} acts", "limit", (grains, _) => grains.GetGrain<IAuditGrain>(0).List(limit, long.MaxValue))),
        new("List acts before nothing", "after", (grains, _) => grains.GetGrain<IAuditGrain>(0).List(1, -1)),
    ];
}
