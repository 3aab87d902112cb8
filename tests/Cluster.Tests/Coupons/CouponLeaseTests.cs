using System.Diagnostics;
using Commerce.Testing;

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
}
