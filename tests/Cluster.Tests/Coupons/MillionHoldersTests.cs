using Commerce.Storage;
using Commerce.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Commerce.Coupons;

/// <summary>One campaign with a million holders: what it takes in memory, and that it comes back whole.</summary>
[Collection(nameof(MillionHoldersTests))]
public sealed class MillionHoldersTests
{
    private const int Holders = 1_000_000;
    private const long MaxBytes = 100L << 20;
    private const long FirstCustomer = 5_000_000_000; // beyond 32 bits

    [Fact]
    public void Apply_AMillionIssues_TakesLessThanAHundredMebibytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var state = Filled();

        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(taken < MaxBytes, $"A million holders take {taken >> 20} MiB.");
        AssertFilled(state);
    }

    [Fact]
    public void LoadPart_AMillionHoldersSaved_TakesLessThanAHundredMebibytesAndIsTheSame()
    {
        var saved = Filled();
        var parts = Enumerable.Range(0, saved.PartCount).Select(saved.SavePart).ToList();
        saved = null;
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var state = new CouponState();
        for (var part = 0; part < parts.Count; part++)
            state.LoadPart(part, parts[part]);

        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(taken < MaxBytes, $"A million holders take {taken >> 20} MiB.");
        AssertFilled(state);
        // The next snapshot writes the last page only.
        state.Apply(new CouponIssued(1, Holders + 1, DateTimeOffset.UnixEpoch));
        Assert.Equal([state.PartCount - 1], Enumerable.Range(0, state.PartCount).Where(state.IsDirty));
    }

    [Fact]
    public async Task Activate_AMillionHolders_ComesBackFromTheJournalAndThenFromSnapshotAndTail()
    {
        const long Campaign = 4001;
        using var storage = TestStorage.Sqlite();
        await using var cluster = await CommerceCluster.StartAsync(1, storage);
        await Customers.OpenAsync(cluster.Campaign(Campaign), Holders + 10);
        await CommerceCluster.DeactivateAsync(cluster.Campaign(Campaign));
        await SeedAsync(cluster, Campaign);

        await AssertHeldAsync(cluster.Campaign(Campaign), Holders); // folded from a million events
        await CommerceCluster.DeactivateAsync(cluster.Campaign(Campaign));
        for (var i = 1; i <= 3; i++)
            Assert.Equal(Holders + i, (await cluster.Campaign(Campaign).Issue(new(i, null))).Outcome!.IssueNumber);
        await CommerceCluster.DeactivateAsync(cluster.Campaign(Campaign));
        // The snapshot's events are gone: what comes back now comes from the snapshot, and three from the tail.
        await cluster.QueryAsync<int>($"DELETE FROM journal WHERE seq < {Holders + 1}; SELECT 1");

        await AssertHeldAsync(cluster.Campaign(Campaign), Holders + 3);
        Assert.Equal(Holders + 2, (await cluster.Campaign(Campaign).GetHolding(2))!.IssueNumber);
        Assert.Equal(IssueCouponStatus.AlreadyIssued, (await cluster.Campaign(Campaign).Issue(new(FirstCustomer, null))).Outcome!.Status);
        await AssertLeasedAsync(cluster.Campaign(Campaign), Holders + 3);
    }

    /// <summary>Reads the holders page by page, as front-ends do once it is sold out.</summary>
    private static async Task AssertLeasedAsync(ICouponGrain campaign, int issued)
    {
        await campaign.Define(Customers.Terms with { TotalQuantity = issued });
        var holders = new List<long>();
        while (await campaign.GetHolders(holders.Count) is { Length: > 0 and <= CouponBounds.MaxHoldersTogether } page)
            holders.AddRange(page);
        Assert.Equal(issued, holders.Count);
        Assert.Equal((await campaign.Lease())!.HoldersDigest, holders.Aggregate(0UL, CouponLease.DigestWith));
    }

    private static CouponState Filled()
    {
        var state = new CouponState();
        for (var number = 1; number <= Holders; number++)
            state.Apply(new CouponIssued(FirstCustomer + number - 1, number, DateTimeOffset.UnixEpoch));
        return state;
    }

    private static void AssertFilled(CouponState state)
    {
        Assert.Equal(Holders, state.Issued);
        int[] numbers = [1, 2, CouponState.HoldersPerPage, CouponState.HoldersPerPage + 1, Holders - 1, Holders];
        Assert.All(numbers, number => Assert.Equal(number, state.NumberOf(FirstCustomer + number - 1)));
        Assert.Equal(0, state.NumberOf(FirstCustomer + Holders));
    }

    private static async Task AssertHeldAsync(ICouponGrain campaign, int issued)
    {
        Assert.Equal(issued, (await campaign.Get())!.IssuedQuantity);
        int[] numbers = [1, CouponState.HoldersPerPage + 1, Holders];
        foreach (var number in numbers)
            Assert.Equal(number, (await campaign.GetHolding(FirstCustomer + number - 1))!.IssueNumber);
    }

    /// <summary>A million issues behind the campaign's definition, as its grain would have recorded them.</summary>
    private static Task SeedAsync(CommerceCluster cluster, long campaign) =>
        cluster.Silos[0].ServiceProvider.GetRequiredService<ISqlDatabase>().WriteAsync(async (connection, transaction) =>
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText =
                $$"""
                  WITH RECURSIVE issue(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM issue WHERE number < {{Holders}})
                  INSERT INTO journal (stream, seq, event_id, event_type, event_version, payload, recorded_at)
                  SELECT 'coupon/{{campaign}}', number + 1, randomblob(16), '{{CouponEventCodec.Issued}}', 1,
                         CAST('{"customerId":' || ({{FirstCustomer}} + number - 1) || ',"issueNumber":' || number
                              || ',"issuedAt":"2026-01-01T00:00:00+00:00"}' AS BLOB), 1767225600000
                  FROM issue
                  """;
            return await command.ExecuteNonQueryAsync();
        }, CancellationToken.None);
}

/// <summary>Memory is measured for the whole process: nothing runs beside these.</summary>
[CollectionDefinition(nameof(MillionHoldersTests), DisableParallelization = true)]
public sealed class MillionHoldersCollection;
