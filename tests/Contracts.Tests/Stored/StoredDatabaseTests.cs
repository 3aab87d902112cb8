using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Orders;

namespace Commerce.Stored;

/// <summary>
/// The database of an earlier release, as it was while that release ran: schema, journal, snapshots, outbox. This release
/// starts on it and gives the answers that one would have given.
/// </summary>
public sealed class StoredDatabaseTests
{
    public const string Kind = "database";

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
            await AssertStateAsync(silo.Grains);
            await AssertReplaysAsync(silo.Grains);
            await AssertGoesOnAsync(silo.Grains);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task AssertStateAsync(IGrainFactory grains)
    {
        var campaign = grains.GetGrain<ICouponGrain>(StoredHistory.CouponId);
        Assert.Equal(
            new CouponCampaign(StoredHistory.CouponId, StoredHistory.Terms.Name, StoredHistory.Code, DiscountType.Rate, 15, 3, 2,
                StoredHistory.Terms.StartedAt, StoredHistory.Terms.ExpiredAt),
            await campaign.Get());
        Assert.Equal(StoredHistory.CouponId, await grains.GetGrain<ICouponCodeGrain>(StoredHistory.Code).Get());
        Assert.Equal(new CouponHolding(1, StoredHistory.PaidOrder), await campaign.GetHolding(StoredHistory.CustomerId));
        Assert.Equal(new CouponHolding(2, null), await campaign.GetHolding(1002));

        Assert.Equal(new Account(StoredHistory.CustomerId, "김하늘", 60_000 - 17_000),
            await grains.GetGrain<IBalanceGrain>(StoredHistory.CustomerId).Get());
        var product = await grains.GetGrain<IProductGrain>(StoredHistory.ProductId).Get();
        Assert.Equal([new ProductOption(6001, "S", 0, 10_000, 8, 10)], product!.Options);
        var paid = await grains.GetGrain<IOrderGrain>(StoredHistory.PaidOrder).Get();
        Assert.Equal((OrderStatus.Paid, 20_000, 3_000), (paid!.Status, paid.TotalAmount, paid.DiscountAmount));
    }

    private static async Task AssertReplaysAsync(IGrainFactory grains)
    {
        var campaign = grains.GetGrain<ICouponGrain>(StoredHistory.CouponId);
        Assert.Equal(
            new(ReplyKind.Replayed, new IssueCouponOutcome(IssueCouponStatus.Issued, 1, StoredSamples.Start)),
                await campaign.Issue(StoredHistory.FirstIssue));
        Assert.Equal(
            new(ReplyKind.Replayed, new IssueCouponOutcome(IssueCouponStatus.AlreadyIssued, 1, default)),
                await campaign.Issue(StoredHistory.RefusedIssue));
        Assert.Equal(ReplyKind.IdempotencyKeyReused, (await campaign.Issue(StoredHistory.FirstIssue with { CustomerId = 1009 })).Kind);
        Assert.Equal(ReplyKind.Replayed, (await campaign.Define(StoredHistory.Terms)).Kind);

        var charged = await grains.GetGrain<IBalanceGrain>(StoredHistory.CustomerId).Charge(StoredHistory.Charge);
        Assert.Equal(new(ReplyKind.Replayed, new ChangeBalanceOutcome(ChangeBalanceStatus.Changed, 60_000)), charged);
        var paid = await grains.GetGrain<IOrderGrain>(StoredHistory.PaidOrder).Pay(StoredHistory.Payment);
        Assert.Equal((ReplyKind.Replayed, PayOrderStatus.Paid, 17_000), (paid.Kind, paid.Outcome!.Status, paid.Outcome.Amount));
        var placed = await grains.GetGrain<IOrderGrain>(StoredHistory.PlacedOrder)
            .Place(StoredHistory.Order(StoredHistory.PlacedOrder, null));
        Assert.Equal((ReplyKind.Replayed, PlaceOrderStatus.Placed), (placed.Kind, placed.Outcome!.Status));
    }

    private static async Task AssertGoesOnAsync(IGrainFactory grains)
    {
        var campaign = grains.GetGrain<ICouponGrain>(StoredHistory.CouponId);
        Assert.Equal(
            new(IssueCouponStatus.Issued, 3, StoredSamples.Start.AddMinutes(5)),
                (await campaign.Issue(new IssueCoupon(1004, null, StoredHistory.Code))).Outcome);
        Assert.Equal(IssueCouponStatus.SoldOut, (await campaign.Issue(new IssueCoupon(1005, null, StoredHistory.Code))).Outcome!.Status);
        Assert.Equal(
            PayOrderStatus.Paid, (await grains.GetGrain<IOrderGrain>(StoredHistory.PlacedOrder).Pay(new PayOrder(null))).Outcome!.Status);
    }
}
