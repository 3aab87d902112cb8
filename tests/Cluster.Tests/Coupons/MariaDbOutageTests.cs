using Commerce.Testing;

namespace Commerce.Coupons;

/// <summary>A campaign while its database is gone, and after it came back.</summary>
[Collection(MariaDbFixture.Collection)]
public sealed class MariaDbOutageTests
{
    private const int Quantity = 1_000;

    [MariaDbFact]
    public async Task Issue_DatabaseStoppedAndStarted_IsRefusedMeanwhileAndGoesOnByItself()
    {
        using var storage = await TestStorage.MariaDbAsync(MariaDbFixture.Server);
        await using var cluster = await CommerceCluster.StartAsync(2, storage);
        var (hot, live) = (cluster.Campaign(4001), cluster.Campaign(4002));
        await Customers.OpenAsync(hot, Quantity);
        await Customers.OpenAsync(live, Quantity);
        Assert.Equal(1, (await live.Issue(new(1_001, null))).Outcome!.IssueNumber);
        var answered = 0;
        var midway = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var turns = new SemaphoreSlim(20);
        var asking = Task.WhenAll(Enumerable.Range(0, Quantity + 200).Select(async i =>
        {
            await turns.WaitAsync();
            var reply = await Customers.AskAsync(_ => hot, 1_001 + i);
            turns.Release();
            if (Interlocked.Increment(ref answered) == 200)
                midway.SetResult();
            return (Customer: 1_001L + i, Outcome: reply.Outcome!);
        }));
        await midway.Task;
        await MariaDbFixture.Server.StopAsync();
        try
        {
            // A live grain knows what it knows; what is not active cannot become so; nothing is written.
            Assert.Equal(1, (await live.Get())!.IssuedQuantity);
            Assert.Equal(IssueCouponStatus.AlreadyIssued, (await live.Issue(new(1_001, null))).Outcome!.Status);
            await Assert.ThrowsAsync<CommerceUnavailableException>(() => cluster.Campaign(4003).Get());
            await Assert.ThrowsAsync<CommerceUnavailableException>(() => live.Issue(new(1_002, null)));
        }
        finally
        {
            await MariaDbFixture.Server.StartAsync();
        }
        var answers = await asking;

        Customers.AssertExactly(Quantity, await Customers.StoredAsync(cluster, 4001), answers);
        Assert.Equal(2, (await Customers.AskAsync(_ => live, 1_002)).Outcome!.IssueNumber);
        Assert.Null(await cluster.Campaign(4003).Get());
    }
}
