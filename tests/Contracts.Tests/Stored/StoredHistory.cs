using Commerce.Balances;
using Commerce.Catalog;
using Commerce.Coupons;
using Commerce.Orders;

namespace Commerce.Stored;

/// <summary>
/// What went on in the recorded database. Half of it is in snapshots, half only in the journal; keyed commands and a keyed
/// refusal are in both halves.
/// </summary>
internal static class StoredHistory
{
    public const long CouponId = 4001;
    public const long CustomerId = 1001;
    public const long ProductId = 5001;
    public const string Code = "SPRING-25";

    public static readonly Guid PaidOrder = new("0195a0c4-7d2e-7000-8000-000000000001");
    public static readonly Guid PlacedOrder = new("0195a0c4-7d2e-7000-8000-000000000002");

    public static readonly DefineCoupon Terms = new(
        "봄 할인 15%", Code, DiscountType.Rate, 15, 3, StoredSamples.Start, StoredSamples.Start.AddDays(30), Key(1));

    public static readonly IssueCoupon FirstIssue = new(CustomerId, Key(2), Code);
    public static readonly IssueCoupon RefusedIssue = new(CustomerId, Key(3), Code);
    public static readonly ChargeBalance Charge = new(10_000, Key(4));
    public static readonly PayOrder Payment = new(Key(5));

    public static async Task<string> RecordAsync()
    {
        var directory = Directory.CreateTempSubdirectory("commerce-record-").FullName;
        try
        {
            await using (var first = await StoredSilo.StartAsync(directory, StoredSamples.Start))
                await FirstHalfAsync(first.Grains);
            await using var second = await StoredSilo.StartAsync(directory, StoredSamples.Start.AddSeconds(1));
            await SecondHalfAsync(second.Grains);
            return SqliteDump.Write(directory); // of a running silo: what it would still save is not there
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    public static Guid Key(int number) => new(number, 0, 0, new byte[8]);

    public static PlaceOrder Order(Guid id, long? couponId) => new(CustomerId, couponId, [new(ProductId, 6001, 2)], null, id);

    private static async Task FirstHalfAsync(IGrainFactory grains)
    {
        var campaign = grains.GetGrain<ICouponGrain>(CouponId);
        await campaign.Define(Terms);
        await campaign.Issue(FirstIssue);
        await campaign.Issue(new IssueCoupon(1002, null, Code));
        await grains.GetGrain<IBalanceGrain>(CustomerId).Open(new("김하늘", 50_000, null));
        await grains.GetGrain<IBalanceGrain>(CustomerId).Charge(Charge);
        await grains.GetGrain<IProductGrain>(ProductId).Define(new("겨울 코트", 10_000, [new(6001, "S", 0, 10)], null));
    }

    private static async Task SecondHalfAsync(IGrainFactory grains)
    {
        await grains.GetGrain<ICouponGrain>(CouponId).Issue(RefusedIssue);
        await grains.GetGrain<IOrderGrain>(PaidOrder).Place(Order(PaidOrder, CouponId));
        await grains.GetGrain<IOrderGrain>(PaidOrder).Pay(Payment);
        await grains.GetGrain<IOrderGrain>(PlacedOrder).Place(Order(PlacedOrder, null));
    }
}
