using Commerce.Testing;

namespace Commerce.Coupons;

/// <summary>Commands that come again: at once, after the activation ended, and after a refusal.</summary>
public abstract partial class CouponClusterConformance
{
    [ConformanceFact]
    public async Task Issue_RepeatedUnderItsId_GetsTheSameAnswerAlsoFromTheNextActivation()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(2, storage);
        var campaign = cluster.Campaign(Campaign);
        await Customers.OpenAsync(campaign, 1);
        var (issue, refused) = (new IssueCoupon(1_001, Guid.NewGuid()), new IssueCoupon(1_002, Guid.NewGuid()));

        var first = await campaign.Issue(issue);
        var refusal = await campaign.Issue(refused);
        Assert.Equal((ReplyKind.Decided, IssueCouponStatus.Issued, 1), (first.Kind, first.Outcome!.Status, first.Outcome.IssueNumber));
        Assert.Equal((ReplyKind.Decided, IssueCouponStatus.SoldOut), (refusal.Kind, refusal.Outcome!.Status));
        for (var activation = 0; activation < 3; activation++)
        {
            Assert.Equal(first with { Kind = ReplyKind.Replayed }, await campaign.Issue(issue));
            Assert.Equal(refusal, await campaign.Issue(refused)); // decided again
            Assert.Equal(new(ReplyKind.IdempotencyKeyReused, null), await campaign.Issue(issue with { CustomerId = 1_003 }));
            await CommerceCluster.DeactivateAsync(campaign);
        }
        var stored = await Customers.StoredAsync(cluster, Campaign);
        Assert.Equal(1_001, Assert.Single(stored).CustomerId);
        Assert.Equal(["coupon.defined", "coupon.issued"], // a refusal leaves no row
            await cluster.QueryAsync<string>("SELECT event_type FROM journal WHERE stream = 'coupon/4001' ORDER BY seq"));

        // There is a piece now, and the key is bound to it.
        await campaign.Define(Customers.Terms with { TotalQuantity = 2 });
        var issued = await campaign.Issue(refused);
        Assert.Equal((ReplyKind.Decided, 2), (issued.Kind, issued.Outcome!.IssueNumber));
        Assert.Equal(issued with { Kind = ReplyKind.Replayed }, await campaign.Issue(refused));
        Assert.Equal(new(ReplyKind.IdempotencyKeyReused, null), await campaign.Issue(refused with { CustomerId = 1_003 }));
    }

    [ConformanceFact]
    public async Task Issue_RepeatedAtTheSameMoment_IsDecidedOnce()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(2, storage);
        await Customers.OpenAsync(cluster.Campaign(Campaign), 100);
        var ways = cluster.Ways;
        var ids = Enumerable.Range(0, 50).Select(_ => Guid.NewGuid()).ToArray();

        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Customers.AskAsync(
            attempt => ways[(i + attempt) % ways.Count].GetGrain<ICouponGrain>(Campaign), 1_001 + i % ids.Length, ids[i % ids.Length])));

        Assert.Equal(ids.Length, replies.Count(reply => reply.Kind == ReplyKind.Decided));
        Assert.All(replies, reply => Assert.Equal(IssueCouponStatus.Issued, reply.Outcome!.Status));
        Assert.Equal(ids.Length, (await Customers.StoredAsync(cluster, Campaign)).Count);
    }

    [ConformanceFact]
    public async Task IssueAll_OfEveryKind_AnswersAsIfEachHadComeAlone()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(2, storage);
        var campaign = cluster.Campaign(Campaign);
        await Customers.OpenAsync(campaign, 4);
        var (key, refusedKey) = (Guid.NewGuid(), Guid.NewGuid());

        var replies = await campaign.IssueAll(
        [
            new(1_001, key), new(1_001, key), new(1_002, key), new(1_001, null), new(1_002, null), new(1_005, null), new(1_002, null),
            new(1_006, null), new(1_003, refusedKey), new(1_004, null),
        ]);
        await CommerceCluster.DeactivateAsync(campaign);
        var again = await campaign.IssueAll([new(1_001, key), new(1_003, refusedKey), new(1_005, null)]);

        (ReplyKind, IssueCouponStatus?, long)[] expected =
        [
            (ReplyKind.Decided, IssueCouponStatus.Issued, 1), (ReplyKind.Replayed, IssueCouponStatus.Issued, 1),
                (ReplyKind.IdempotencyKeyReused, null, 0),
            (ReplyKind.Decided, IssueCouponStatus.AlreadyIssued, 1), (ReplyKind.Decided, IssueCouponStatus.Issued, 2),
            (ReplyKind.Decided, IssueCouponStatus.Issued, 3), (ReplyKind.Decided, IssueCouponStatus.AlreadyIssued, 2),
            (ReplyKind.Decided, IssueCouponStatus.Issued, 4), (ReplyKind.Decided, IssueCouponStatus.SoldOut, 0),
                (ReplyKind.Decided, IssueCouponStatus.SoldOut, 0),
        ];
        Assert.Equal(expected, replies.Select(reply => (reply.Kind, reply.Outcome?.Status, reply.Outcome?.IssueNumber ?? 0)));
        Assert.Equal([replies[1], replies[8]], again[..2]);
        Assert.Equal((IssueCouponStatus.AlreadyIssued, 3), (again[2].Outcome!.Status, again[2].Outcome!.IssueNumber));
        Assert.Equal([1_001, 1_002, 1_005, 1_006], (await Customers.StoredAsync(cluster, Campaign)).Select(piece => piece.CustomerId));
        // One alone, and those without an id in one event.
        Assert.Equal(["coupon.defined", "coupon.issued", "coupon.pieces_issued"],
            await cluster.QueryAsync<string>("SELECT event_type FROM journal WHERE stream = 'coupon/4001' ORDER BY seq"));
    }

    [ConformanceFact]
    public async Task Issue_RepeatedAfterASnapshot_IsRememberedByTheIndexAndTheTail()
    {
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(1, storage, ("Journal:SnapshotOnDeactivation", "20"));
        var campaign = cluster.Campaign(Campaign);
        await Customers.OpenAsync(campaign, 100);
        var commands = Enumerable.Range(0, 25).Select(i => new IssueCoupon(1_001 + i, Guid.NewGuid())).ToList();
        var replies = new List<Reply<IssueCouponOutcome>>();
        foreach (var command in commands[..22])
            replies.Add(await campaign.Issue(command));
        await CommerceCluster.DeactivateAsync(campaign);
        foreach (var command in commands[22..]) // too few for another snapshot
            replies.Add(await campaign.Issue(command));
        await CommerceCluster.DeactivateAsync(campaign);
        for (var i = 0; i < commands.Count; i++)
        {
            Assert.Equal(replies[i] with { Kind = ReplyKind.Replayed }, await campaign.Issue(commands[i]));
            Assert.Equal(i + 1, (await campaign.GetHolding(1_001 + i))!.IssueNumber);
        }
    }

    [ConformanceFact]
    public async Task Define_CodesThatLookLikeOneNumber_BelongToTheirCampaigns()
    {
        // As a number, "FA1" and "0fa1" are both 4001 - and 4001 is a campaign.
        string[] codes = ["FA1", "fa1", "0fa1", "4001", "4001-x"];
        using var storage = await NewStorageAsync();
        await using var cluster = await CommerceCluster.StartAsync(2, storage, ("Journal:SnapshotOnDeactivation", "1"));
        for (var i = 0; i < codes.Length; i++)
            Assert.Equal(DefineCouponStatus.Created,
                (await cluster.Campaign(Campaign + i).Define(Customers.Terms with { TotalQuantity = 1, Code = codes[i] })).Outcome!.Status);

        for (var i = 0; i < codes.Length; i++)
        {
            await CommerceCluster.DeactivateAsync(cluster.Campaign(Campaign + i));
            await CommerceCluster.DeactivateAsync(cluster.Client.GetGrain<ICouponCodeGrain>(codes[i]));
        }
        for (var i = 0; i < codes.Length; i++)
        {
            Assert.Equal(Campaign + i, await cluster.Client.GetGrain<ICouponCodeGrain>(codes[i]).Get());
            Assert.Equal(codes[i], (await cluster.Campaign(Campaign + i).Get())!.Code);
        }
    }
}
