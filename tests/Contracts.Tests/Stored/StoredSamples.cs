using System.Text.Json.Serialization.Metadata;
using Commerce.Coupons;
using Commerce.Journaling;

namespace Commerce.Stored;

/// <summary>A command, its answer, and how the answer is remembered.</summary>
internal sealed record StoredAnswer(ICommand Command, object Outcome, JsonTypeInfo Json);

/// <summary>The values behind the recorded files, by the files' names. A new event, version or outcome adds a sample.</summary>
internal static class StoredSamples
{
    public static readonly DateTimeOffset Start = new(2025, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly Guid Order = new("0195a0c4-7d2e-7abc-8def-0123456789ab");
    public static readonly Guid Command = new("5f2b1c9e-3a44-4c1d-9f10-8d7e6c5b4a39");

    private static readonly CouponCampaign s_campaign =
        new(4001, "봄 할인 15%", "SPRING-25", DiscountType.Rate, 15, 100_000, 42, Start, Start.AddDays(30));

    /// <summary><c>TYPE.vVERSION</c>, with a variant where one shape has several forms.</summary>
    public static readonly Dictionary<string, object> Events = new()
    {
        ["coupon.defined.v1"] = new CouponDefined("봄 할인 15%", "SPRING-25", DiscountType.Rate, 15, 100_000, Start, Start.AddDays(30)),
        ["coupon.defined.v1.no-code"] = new CouponDefined("1,000 won off", null, DiscountType.Fixed, 1_000, 1, Start, Start.AddMilliseconds(1)),
        ["coupon.issued.v1"] = new CouponIssued(long.MaxValue, 100_000_000, Start.AddTicks(1_234_567)),
        ["coupon.redeemed.v1"] = new CouponRedeemed(1001, Order, long.MaxValue),
        ["coupon.restored.v1"] = new CouponRestored(1001, Order),
        ["coupon-code.assigned.v1"] = new CouponCodeAssigned(4001),
    };

    public static readonly Dictionary<string, StoredAnswer> Answers = new()
    {
        ["define-coupon.created"] = new(
            new DefineCoupon("봄 할인 15%", "SPRING-25", DiscountType.Rate, 15, 100_000, Start, Start.AddDays(30), Command),
            new DefineCouponOutcome(DefineCouponStatus.Created, s_campaign), CouponJson.Default.DefineCouponOutcome),
        ["define-coupon.code-taken"] = new(
            new DefineCoupon("Spring", null, DiscountType.Fixed, 1_000, 1, Start, Start.AddDays(30), Command),
            new DefineCouponOutcome(DefineCouponStatus.CodeTaken, null), CouponJson.Default.DefineCouponOutcome),
        ["issue-coupon.issued"] = new(
            new IssueCoupon(1001, Command), new IssueCouponOutcome(IssueCouponStatus.Issued, 42, Start), CouponJson.Default.IssueCouponOutcome),
        ["issue-coupon.sold-out"] = new(
            new IssueCoupon(1002, Command), new IssueCouponOutcome(IssueCouponStatus.SoldOut, 0, default), CouponJson.Default.IssueCouponOutcome),
        ["redeem-coupon.redeemed"] = new(
            new RedeemCoupon(1001, Order, 10_000, Command), new RedeemCouponOutcome(RedeemCouponStatus.Redeemed, 1_500), CouponJson.Default.RedeemCouponOutcome),
        ["restore-coupon.restored"] = new(
            new RestoreCoupon(1001, Order, Command), new RestoreCouponOutcome(RestoreCouponStatus.Restored), CouponJson.Default.RestoreCouponOutcome),
    };

    /// <summary>A campaign with a second page of holders just begun, one piece in use and one given back.</summary>
    public static CouponState Campaign()
    {
        var state = new CouponState();
        state.Apply((CouponDefined)Events["coupon.defined.v1"]);
        for (var i = 1; i <= CouponState.HoldersPerPage + 2; i++)
            state.Apply(new CouponIssued(CustomerOf(i), i, Start));
        state.Apply(new CouponRedeemed(CustomerOf(1), Order, 1_500));
        state.Apply(new CouponRedeemed(CustomerOf(2), Order, 1_500));
        state.Apply(new CouponRestored(CustomerOf(2), Order));
        return state;
    }

    public static long CustomerOf(int number) => 1_000 + number * 7L;

    public static CommandReceipt ReceiptOf(StoredAnswer answer) =>
        new(CommandReceipt.HashOf(answer.Command), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(answer.Outcome, answer.Json));
}
