using Commerce.Coupons;
using static Commerce.Stored.StoredSamples;

namespace Commerce.Stored;

internal static class CouponSamples
{
    private static readonly CouponDefined s_terms = new("봄 할인 15%", "SPRING-25", DiscountType.Rate, 15, 100_000, Start, Start.AddDays(30));

    private static readonly CouponCampaign s_campaign =
        new(4001, s_terms.Name, s_terms.Code, DiscountType.Rate, 15, 100_000, 42, Start, Start.AddDays(30));

    public static Dictionary<string, object> Events { get; } = new()
    {
        ["coupon.defined.v1"] = s_terms,
        ["coupon.defined.v1.no-code"] =
            new CouponDefined("1,000 won off", null, DiscountType.Fixed, 1_000, 1, Start, Start.AddMilliseconds(1)),
        ["coupon.defined.v1.queued"] = s_terms with { IsQueued = true },
        ["coupon.defined.v1.paused"] = s_terms with { IsPaused = true, UsableUntil = Start.AddDays(60) },
        ["coupon.issued.v1"] = new CouponIssued(long.MaxValue, 100_000_000, Start.AddTicks(1_234_567)),
        ["coupon.pieces_issued.v1"] = new CouponPiecesIssued(42, [1001, long.MaxValue, 7], Start.AddTicks(1_234_567)),
        ["coupon.redeemed.v1"] = new CouponRedeemed(1001, OrderId, long.MaxValue),
        ["coupon.redeemed.v1.promised"] = new CouponRedeemed(1001, OrderId, 1_500, IsPromised: true),
        ["coupon.restored.v1"] = new CouponRestored(1001, OrderId),
        ["coupon-code.assigned.v1"] = new CouponCodeAssigned(4001),
    };

    public static Dictionary<string, StoredAnswer> Answers { get; } = new()
    {
        ["define-coupon.created"] = new(
            new DefineCoupon(s_terms.Name, s_terms.Code, DiscountType.Rate, 15, 100_000, Start, Start.AddDays(30), CommandId),
            new DefineCouponOutcome(DefineCouponStatus.Created, s_campaign), CouponJson.Default.DefineCouponOutcome),
        ["define-coupon.code-taken"] = new(
            new DefineCoupon("Spring", null, DiscountType.Fixed, 1_000, 1, Start, Start.AddDays(30), CommandId),
            new DefineCouponOutcome(DefineCouponStatus.CodeTaken, null), CouponJson.Default.DefineCouponOutcome),
        ["define-coupon.queued"] = new(
            new DefineCoupon(s_terms.Name, s_terms.Code, DiscountType.Rate, 15, 100_000, Start, Start.AddDays(30), CommandId, new(500,
                100)),
            new DefineCouponOutcome(DefineCouponStatus.Created, s_campaign with { IsQueued = true }),
                CouponJson.Default.DefineCouponOutcome),
        ["define-coupon.paused"] = new(
            new DefineCoupon(s_terms.Name, s_terms.Code, DiscountType.Rate, 15, 100_000, Start, Start.AddDays(30), CommandId, null, true,
                Start.AddDays(60)),
            new DefineCouponOutcome(DefineCouponStatus.Updated, s_campaign with { IsPaused = true, UsableUntil = Start.AddDays(60) }),
                CouponJson.Default.DefineCouponOutcome),
        ["issue-coupon.issued"] = new(
            new IssueCoupon(1001, CommandId), new IssueCouponOutcome(IssueCouponStatus.Issued, 42, Start),
                CouponJson.Default.IssueCouponOutcome),
        ["issue-coupon.sold-out"] = new(
            new IssueCoupon(1002, CommandId), new IssueCouponOutcome(IssueCouponStatus.SoldOut, 0, default),
                CouponJson.Default.IssueCouponOutcome),
        ["redeem-coupon.redeemed"] = new(
            new RedeemCoupon(1001, OrderId, 10_000, CommandId, Start),
            new RedeemCouponOutcome(RedeemCouponStatus.Redeemed, 1_500), CouponJson.Default.RedeemCouponOutcome),
        ["restore-coupon.restored"] = new(
            new RestoreCoupon(1001, OrderId, CommandId, Start),
            new RestoreCouponOutcome(RestoreCouponStatus.Restored), CouponJson.Default.RestoreCouponOutcome),
    };

    /// <summary>A campaign with a second page of holders just begun, one piece in use and one given back; a code.</summary>
    public static Dictionary<string, StoredState> States { get; } = new()
    {
        ["campaign"] = StoredState.Of<CouponState, ICouponEvent>(
        [
            s_terms,
            .. Enumerable.Range(1, CouponState.HoldersPerPage + 2).Select(i => new CouponIssued(CustomerOf(i), i, Start)),
            new CouponRedeemed(CustomerOf(1), OrderId, 1_500),
            new CouponRedeemed(CustomerOf(2), OrderId, 1_500),
            new CouponRestored(CustomerOf(2), OrderId),
        ]),
        ["code"] = StoredState.Of<CouponCodeState, CouponCodeAssigned>(new CouponCodeAssigned(4001)),
    };

    public static long CustomerOf(int number) => 1_000 + number * 7L;
}
