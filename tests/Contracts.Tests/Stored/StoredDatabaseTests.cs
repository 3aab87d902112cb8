using Commerce.Coupons;

namespace Commerce.Stored;

/// <summary>
/// The database of an earlier release, as it was while that release ran: schema, journal, snapshots, outbox. This release
/// starts on it and gives the answers that one would have given.
/// </summary>
public sealed class StoredDatabaseTests
{
    private const string Kind = "database";
    private const long CouponId = 4001;

    private static readonly Guid[] s_keys = [.. Enumerable.Range(1, 5).Select(n => new Guid(n, 0, 0, new byte[8]))];

    private static readonly DefineCoupon s_terms =
        new("봄 할인 15%", "SPRING-25", DiscountType.Rate, 15, 4, StoredSamples.Start, StoredSamples.Start.AddDays(30), s_keys[0]);

    public static TheoryData<string> Releases => new(StoredFiles.Releases);

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task Start_OnTheDatabaseOfARelease_AnswersAsThen(string release)
    {
        var directory = Directory.CreateTempSubdirectory("commerce-stored-").FullName;
        try
        {
            SqliteDump.Read(directory, StoredFiles.ReadText(release, Kind, "sqlite.sql"));
            await using var silo = await StoredSilo.StartAsync(directory, StoredSamples.Start.AddMinutes(5));
            var campaign = silo.Campaign(CouponId);

            Assert.Equal(new CouponCampaign(CouponId, s_terms.Name, "SPRING-25", DiscountType.Rate, 15, 4, 3, s_terms.StartedAt, s_terms.ExpiredAt),
                await campaign.Get());
            Assert.Equal(CouponId, await silo.Code("SPRING-25").Get());
            Assert.Equal(new CouponHolding(1, StoredSamples.Order), await campaign.GetHolding(1001));
            Assert.Equal(new CouponHolding(3, null), await campaign.GetHolding(1003));
            await AssertReplaysAsync(campaign);

            var next = await campaign.Issue(new IssueCoupon(1004, null));
            Assert.Equal(new(IssueCouponStatus.Issued, 4, StoredSamples.Start.AddMinutes(5)), next.Outcome);
            Assert.Equal(IssueCouponStatus.SoldOut, (await campaign.Issue(new IssueCoupon(1005, null))).Outcome!.Status);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Keyed commands from before the snapshot and from after it, a keyed refusal among them.</summary>
    private static async Task AssertReplaysAsync(ICouponGrain campaign)
    {
        Assert.Equal(
            new(ReplyKind.Replayed, new IssueCouponOutcome(IssueCouponStatus.Issued, 1, StoredSamples.Start)),
            await campaign.Issue(new IssueCoupon(1001, s_keys[1])));
        Assert.Equal(
            new(ReplyKind.Replayed, new IssueCouponOutcome(IssueCouponStatus.AlreadyIssued, 1, default)),
            await campaign.Issue(new IssueCoupon(1001, s_keys[2])));
        Assert.Equal(
            new(ReplyKind.Replayed, new RedeemCouponOutcome(RedeemCouponStatus.Redeemed, 1_500)),
            await campaign.Redeem(new RedeemCoupon(1001, StoredSamples.Order, 10_000, s_keys[3])));
        Assert.Equal(ReplyKind.Replayed, (await campaign.Define(s_terms)).Kind);
        Assert.Equal(ReplyKind.IdempotencyKeyReused, (await campaign.Issue(new IssueCoupon(1009, s_keys[1]))).Kind);
    }

    /// <summary>Half of the history is in a snapshot, half only in the journal: the copy is made of a running silo.</summary>
    internal static async Task<string> RecordAsync()
    {
        var directory = Directory.CreateTempSubdirectory("commerce-record-").FullName;
        await using (var first = await StoredSilo.StartAsync(directory, StoredSamples.Start))
        {
            var campaign = first.Campaign(CouponId);
            await campaign.Define(s_terms);
            await campaign.Issue(new IssueCoupon(1001, s_keys[1]));
            await campaign.Issue(new IssueCoupon(1002, null));
        }
        await using (var second = await StoredSilo.StartAsync(directory, StoredSamples.Start.AddSeconds(1)))
        {
            var campaign = second.Campaign(CouponId);
            await campaign.Issue(new IssueCoupon(1001, s_keys[2]));
            await campaign.Issue(new IssueCoupon(1003, null));
            await campaign.Redeem(new RedeemCoupon(1001, StoredSamples.Order, 10_000, s_keys[3]));
            await campaign.Redeem(new RedeemCoupon(1003, StoredSamples.Order, 10_000, s_keys[4]));
            await campaign.Restore(new RestoreCoupon(1003, StoredSamples.Order, null));
            return SqliteDump.Write(directory);
        }
    }
}
