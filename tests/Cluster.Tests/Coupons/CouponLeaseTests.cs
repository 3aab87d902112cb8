using System.Diagnostics;
using Commerce.Journaling;
using Commerce.Testing;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

public sealed class CouponLeaseTests
{
    private const long Campaign = 4001;

    [Fact]
    public async Task Lease_IsGivenWhileNothingIsIssued_AndDurable()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        var campaign = cluster.Campaign(Campaign);
        Assert.Null(await campaign.Lease());
        await Customers.OpenAsync(campaign, 2);
        await campaign.Issue(new(7, null));
        Assert.Null(await campaign.Lease());

        await campaign.Issue(new(8, null));

        var lease = (await campaign.Lease())!;
        Assert.Equal((2, 2), (lease.Campaign.IssuedQuantity, lease.Campaign.TotalQuantity));
        var (both, last, none) = (await campaign.GetHolders(0), await campaign.GetHolders(1), await campaign.GetHolders(2));
        Assert.Equal([7, 8], both);
        Assert.Equal([8], last);
        Assert.Empty(none);
        Assert.Equal(both.Aggregate(0UL, CouponLease.DigestWith), lease.HoldersDigest);
    }

    [Fact]
    public async Task Define_OfWhatIsLeased_WaitsForTheLeasesEnd_AlsoInTheNextActivation()
    {
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        var campaign = cluster.Campaign(Campaign);
        await Customers.OpenAsync(campaign, 1);
        await campaign.Issue(new(7, null));
        for (var quantity = 2; quantity <= 3; quantity++)
        {
            var asked = Stopwatch.GetTimestamp();
            Assert.NotNull(await campaign.Lease());
            if (quantity == 3)
                await CommerceCluster.DeactivateAsync(campaign);

            var reply = await campaign.Define(Customers.Terms with { TotalQuantity = quantity });

            // Never earlier; how much later is not said here.
            Assert.True(Stopwatch.GetElapsedTime(asked) >= CouponLease.Lasts);
            Assert.Equal(DefineCouponStatus.Updated, reply.Outcome!.Status);
            Assert.Null(await campaign.Lease());
            Assert.Equal(quantity, (await campaign.Issue(new(quantity, null))).Outcome!.IssueNumber);
        }
    }

    [Fact]
    public async Task Define_RefusedForWhatWasIssuedWhileItWaited_HasSetUpNoQueue()
    {
        var clock = new StoppingClock();
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, clock);
        var campaign = cluster.Campaign(Campaign);
        var terms = Customers.Terms with { TotalQuantity = 2, StartedAt = clock.GetUtcNow().AddHours(1) };
        await campaign.Define(terms);
        clock.Stop();
        Assert.NotNull(await campaign.Lease()); // and it does not end

        var defining = campaign.Define(terms with { TotalQuantity = 1, Queue = new(MaxActive: 1, AdmissionsPerSecond: 1) });
        await Eventually.HoldsAsync("the definition to wait", async () => await campaign.Lease() is null);
        clock.Set(TimeSpan.FromHours(1));
        foreach (var customerId in new[] { 7, 8 })
            Assert.Equal(IssueCouponStatus.Issued, (await campaign.Issue(new(customerId, null))).Outcome!.Status);
        clock.Go();

        Assert.Equal(DefineCouponStatus.QuantityBelowIssued, (await defining).Outcome!.Status);
        Assert.Null(await cluster.Client.GetGrain<IWaitingQueueGrain>(QueueKey.OfCoupon(Campaign).ToString()).Get());
        Assert.Null((await campaign.Get())!.IsQueued);
    }

    [Fact]
    public async Task Define_InANextActivationWhoseClockIsAhead_WaitsForLeasesOfTheOneBefore()
    {
        var clock = new StoppingClock();
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, clock);
        var campaign = cluster.Campaign(Campaign);
        var terms = Customers.Terms with { TotalQuantity = 2, StartedAt = clock.GetUtcNow().AddHours(1) };
        await campaign.Define(terms);
        var asked = Stopwatch.GetTimestamp();
        Assert.NotNull(await campaign.Lease());
        await CommerceCluster.DeactivateAsync(campaign);
        clock.Set(TimeSpan.FromHours(1) + Clocks.MostApart / 2);

        await campaign.Define(terms with { Name = "Changed" });

        // Never earlier; how much later is not said here.
        Assert.True(Stopwatch.GetElapsedTime(asked) >= CouponLease.Lasts);
    }

    /// <summary>Timers stay real, but by its timestamps no time passes while it is stopped. What it says is set apart from that.</summary>
    private sealed class StoppingClock : TimeProvider
    {
        private long _ahead;
        private long _stoppedAt; // 0: it goes

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

        public override long GetTimestamp() => Volatile.Read(ref _stoppedAt) is not 0 and var stopped ? stopped : base.GetTimestamp();

        public void Set(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

        public void Stop() => Volatile.Write(ref _stoppedAt, base.GetTimestamp());

        public void Go() => Volatile.Write(ref _stoppedAt, 0);
    }
}
