using Commerce.Testing;

namespace Commerce.Coupons;

/// <summary>A campaign in a cluster of three silos, on every dialect.</summary>
public abstract partial class CouponClusterConformance
{
    private const long Campaign = 4001;

    protected abstract Task<TestStorage> NewStorageAsync();

    [ConformanceFact]
    public async Task Issue_FiveThousandRequestsThroughEverySilo_IssuesExactlyTheQuantity()
    {
        const int Quantity = 1_000;
        const int Requests = 5_000;
        const int DistinctCustomers = 2_000;
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        await Customers.OpenAsync(cluster.Campaign(Campaign), Quantity);
        var ways = cluster.Ways;

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(async i =>
        {
            long customer = 1_001 + i % DistinctCustomers;
            var reply = await Customers.AskAsync(attempt => ways[(i + attempt) % ways.Count].GetGrain<ICouponGrain>(Campaign), customer);
            return (Customer: customer, Outcome: reply.Outcome!);
        }));

        Customers.AssertExactly(Quantity, await Customers.StoredAsync(cluster, Campaign), answers);
        Assert.Equal(Quantity, answers.Count(answer => answer.Outcome.Status == IssueCouponStatus.Issued));
        Assert.Equal(Quantity, (await cluster.Campaign(Campaign).Get())!.IssuedQuantity);
        await Eventually.HoldsAsync("the read table follows", async () =>
            (await cluster.QueryAsync<long>("SELECT COUNT(*) FROM issued_coupon WHERE coupon_id = @Campaign",
                new { Campaign }))[0] == Quantity);
    }

    [ConformanceFact]
    public async Task Issue_OneCampaignActiveInTwoClusters_TheStoreFencesAndBothRecover()
    {
        const int Quantity = 300;
        const int DistinctCustomers = 400;
        using var storage = await NewStorageAsync();
        // Snapshots are frequent, for the two write the same ones.
        (string, string)[] settings = [("Journal:SnapshotEvery", "25"), ("Journal:SnapshotOnDeactivation", "5")];
        await using var left = await CommerceCluster.StartAsync(1, storage, settings);
        await using var right = await CommerceCluster.StartAsync(1, storage, settings);
        await Customers.OpenAsync(left.Campaign(Campaign), Quantity);
        Assert.Equal(0, (await right.Campaign(Campaign).Get())!.IssuedQuantity); // active there, too

        // Each customer asks both halves at once; behind each, calls wait for one another's commits.
        var answers = await Task.WhenAll(Enumerable.Range(0, DistinctCustomers).SelectMany(i => new[] { left, right }.Select(async half =>
        {
            long customer = 1_001 + i;
            var reply = await Customers.AskAsync(_ => half.Campaign(Campaign), customer);
            return (Customer: customer, Outcome: reply.Outcome!);
        })));

        Customers.AssertExactly(Quantity, await Customers.StoredAsync(left, Campaign), answers);
        Assert.Equal(Quantity, answers.Count(answer => answer.Outcome.Status == IssueCouponStatus.Issued));
        // Both halves tell the same story again, from whatever snapshots they left behind.
        foreach (var half in new[] { left, right })
        {
            await CommerceCluster.DeactivateAsync(half.Campaign(Campaign));
            Assert.Equal(Quantity, (await half.Campaign(Campaign).Get())!.IssuedQuantity);
            foreach (var (customer, outcome) in answers.Where(answer => answer.Outcome.Status == IssueCouponStatus.Issued).Take(20))
                Assert.Equal(outcome.IssueNumber, (await half.Campaign(Campaign).GetHolding(customer))!.IssueNumber);
        }
    }

    [ConformanceFact]
    public async Task Issue_FencedActivation_IsRefusedOnceAndThenKnowsBetter()
    {
        using var storage = await NewStorageAsync();
        await using var left = await CommerceCluster.StartAsync(1, storage);
        await using var right = await CommerceCluster.StartAsync(1, storage);
        await Customers.OpenAsync(left.Campaign(Campaign), 2);
        await right.Campaign(Campaign).Get();
        Assert.Equal(1, (await left.Campaign(Campaign).Issue(new(1_001, null))).Outcome!.IssueNumber);

        // The right one still believes that number 1 is free.
        await Assert.ThrowsAsync<CommerceUnavailableException>(() => right.Campaign(Campaign).Issue(new(1_002, null)));

        Assert.Equal(2, (await Customers.AskAsync(_ => right.Campaign(Campaign), 1_002)).Outcome!.IssueNumber);
        Assert.Equal(IssueCouponStatus.AlreadyIssued, (await right.Campaign(Campaign).Issue(new(1_001, null))).Outcome!.Status);
        Assert.Equal(IssueCouponStatus.SoldOut, (await right.Campaign(Campaign).Issue(new(1_003, null))).Outcome!.Status);
    }

    [ConformanceFact]
    public async Task Issue_ItsSiloKilledMidCampaign_LosesNothingAndGoesOnToExactlyTheQuantity()
    {
        const int Quantity = 1_000;
        const int DistinctCustomers = 1_500;
        const int AnsweredBeforeTheKill = 200;
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(3, storage);
        await Customers.OpenAsync(cluster.Campaign(Campaign), Quantity);
        var victim = await cluster.SiloOfAsync(cluster.Campaign(Campaign));
        var ways = cluster.Silos.Where(silo => silo != victim)
            .Select(silo => (IGrainFactory)silo.ServiceProvider.GetService(typeof(IGrainFactory))!).ToList();
        var answered = 0;
        var midway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // Fifty at a time, so that the kill finds the campaign under way.
        using var turns = new SemaphoreSlim(50);
        var asking = Task.WhenAll(Enumerable.Range(0, DistinctCustomers).Select(async i =>
        {
            await turns.WaitAsync();
            try
            {
                long customer = 1_001 + i;
                var reply = await Customers.AskAsync(attempt => ways[(i + attempt) % ways.Count].GetGrain<ICouponGrain>(Campaign),
                    customer);
                if (Interlocked.Increment(ref answered) == AnsweredBeforeTheKill)
                    midway.SetResult();
                return (Customer: customer, Outcome: reply.Outcome!);
            }
            finally
            {
                turns.Release();
            }
        }));
        await midway.Task;
        await cluster.KillAsync(victim);
        var answers = await asking;

        Customers.AssertExactly(Quantity, await Customers.StoredAsync(cluster, Campaign), answers);
        Assert.Equal(Quantity, answers.Count(answer => answer.Outcome.Status == IssueCouponStatus.Issued));
        Assert.NotEqual(victim.SiloAddress, (await cluster.SiloOfAsync(ways[0].GetGrain<ICouponGrain>(Campaign))).SiloAddress);
    }
}

public sealed class SqliteCouponClusterTests : CouponClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => Task.FromResult(TestStorage.Sqlite());
}

[NeedsMariaDb]
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbCouponClusterTests : CouponClusterConformance
{
    protected override Task<TestStorage> NewStorageAsync() => TestStorage.MariaDbAsync(MariaDbFixture.Server);
}

[CollectionDefinition(MariaDbFixture.Collection)]
public sealed class MariaDbCollection : ICollectionFixture<MariaDbFixture>;
