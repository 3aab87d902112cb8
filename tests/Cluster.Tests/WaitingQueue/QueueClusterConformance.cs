using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.WaitingQueue;

/// <summary>A queue in a cluster of silos, on every dialect.</summary>
public abstract class QueueClusterConformance
{
    private static readonly QueueKey s_queue = QueueKey.OfConcert(7001);

    protected abstract Task<TestStorage> NewStorageAsync();

    [ConformanceFact]
    public async Task Queue_ItsSiloKilled_KeepsItsOrderAndWhoIsInside()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        var queue = Queue(cluster.Client);
        await queue.Define(new(new(MaxActive: 5, AdmissionsPerSecond: 100, ActiveSeconds: 3_600, WaitingTimeoutSeconds: 3_600), null));
        var joined = await Task.WhenAll(Enumerable.Range(1, 300).Select(customer => queue.Join(new(customer, null))));
        Assert.Equal(Enumerable.Range(1, 300), joined.Select(reply => (int)reply.Outcome!.Number).Order());
        var before = await PlacesAsync(queue);

        await cluster.KillAsync(await cluster.SiloOfAsync(queue));

        var other = Queue(cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>());
        Assert.Equal(before, await AskedAgainAsync(() => PlacesAsync(other)));
        Assert.Equal(295, before.Count(place => place.Status == QueueTicketStatus.Waiting));
        Assert.Equal(5, before.Count(place => place.Status == QueueTicketStatus.Active));
    }

    /// <summary>Two activations of one queue: the store takes one's decisions, and the other learns of them.</summary>
    [ConformanceFact]
    public async Task Queue_ActiveInTwoClusters_GivesNoNumberTwiceAndLetsInNoMore()
    {
        using var storage = await NewStorageAsync();
        await using var left = await CommerceCluster.StartAsync(1, storage);
        await using var right = await CommerceCluster.StartAsync(1, storage);
        await Queue(left.Client).Define(new(new(7, AdmissionsPerSecond: 100, ActiveSeconds: 3_600, WaitingTimeoutSeconds: 3_600), null));
        Assert.NotNull(await Queue(right.Client).Get());

        var joined = await Task.WhenAll(Enumerable.Range(1, 200).SelectMany(customer => new[] { left, right }.Select(half =>
            AskedAgainAsync(() => Queue(half.Client).Join(new(customer, null))))));

        Assert.Equal(200, joined.Select(reply => reply.Outcome!.Number).Distinct().Count());
        foreach (var half in new[] { left, right })
        {
            await CommerceCluster.DeactivateAsync(Queue(half.Client));
            var summary = (await AskedAgainAsync(() => Queue(half.Client).Get()))!;
            Assert.Equal((193, 7, 200), (summary.Waiting, summary.Active, summary.Issued));
        }
    }

    [ConformanceFact]
    public async Task Watch_OfAQueueThatDidNotChange_GivesNothingNew_AndAfterAChangeAll()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(2, storage);
        var queue = Queue(cluster.Client);
        Assert.Equal(new(false, null), await queue.Watch(0, []));
        await queue.Define(new(new(1, 1), null));
        var first = (await queue.Watch(0, [])).View!;

        Assert.Equal(new(true, null), await queue.Watch(first.Version, [1, long.MaxValue, -1, 0]));
        await queue.Join(new(1, null));
        await queue.Join(new(2, null));

        var then = (await queue.Watch(first.Version, [])).View!;
        Assert.Equal((2, 2, 1), (then.Issued, then.Head, then.Waiting));
        Assert.Equal([1L], then.Active.Select(slot => slot.Number));
        Assert.Equal(first.Key, then.Key);
    }

    private static IWaitingQueueGrain Queue(IGrainFactory grains) => grains.GetGrain<IWaitingQueueGrain>(s_queue.ToString());

    private static async Task<List<QueueTicket>> PlacesAsync(IWaitingQueueGrain queue)
    {
        var replies = await queue.JoinAll([.. Enumerable.Range(1, 300).Select(customer => new JoinQueue(customer, null))]);
        Assert.All(replies, reply => Assert.Equal(JoinQueueStatus.AlreadyJoined, reply.Outcome!.Status));
        // How long it will be is an estimate.
        return [.. replies.Select(reply => reply.Outcome!.Ticket! with { EstimatedWait = default, RetryAfter = default })];
    }

    private static async Task<T> AskedAgainAsync<T>(Func<Task<T>> ask)
    {
        T? answer = default;
        await Eventually.HoldsAsync("an answer", async () =>
        {
            try
            {
                answer = await ask();
                return true;
            }
            catch (Exception unavailable) when (unavailable is CommerceUnavailableException or OrleansException or TimeoutException)
            {
                return false;
            }
        });
        return answer!;
    }
}

public sealed class SqliteQueueClusterTests : QueueClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbQueueClusterTests : QueueClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}
