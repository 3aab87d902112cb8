using Commerce.Http;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>What clients are told when something about a campaign is refused.</summary>
internal static class CouponRefusals
{
    public static readonly ProblemType NotFound = new(StatusCodes.Status404NotFound, "COUPON_NOT_FOUND", "There is no such coupon.");

    public static readonly ProblemType NotHeld =
        new(StatusCodes.Status404NotFound, "COUPON_NOT_HELD", "The customer has no piece of this coupon.");

    public static readonly ProblemType CodeRequired =
        new(StatusCodes.Status403Forbidden, "COUPON_CODE_REQUIRED", "This coupon is issued by its code only.");

    public static readonly ProblemType NotOpen =
        new(StatusCodes.Status409Conflict, "COUPON_NOT_OPEN", "The coupon cannot be issued at this time.");

    public static readonly ProblemType Paused =
        new(StatusCodes.Status409Conflict, "COUPON_PAUSED", "The coupon is not issued for the time being.");

    public static readonly ProblemType AlreadyIssued =
        new(StatusCodes.Status409Conflict, "COUPON_ALREADY_ISSUED", "The customer has this coupon already.");

    public static readonly ProblemType SoldOut =
        new(StatusCodes.Status409Conflict, "COUPON_SOLD_OUT", "Every piece of this coupon was issued.");

    /// <summary>
    /// Sold out as <c>POST /coupon/apply</c> alone answers it: with 422. The clients of that route are older than this API and look at
    /// the status only: to them 409 means that this customer has a piece already, and 422 that no piece is left.
    /// </summary>
    public static readonly ProblemType DefaultSoldOut = SoldOut with { Status = StatusCodes.Status422UnprocessableEntity };

    public static readonly ProblemType CodeTaken = new(StatusCodes.Status409Conflict, "COUPON_CODE_TAKEN",
        "Another coupon has this code. DELETE /admin/coupons/{couponId}/code takes it from that one, while nothing was issued under it.");

    public static readonly ProblemType CodeFixed =
        new(StatusCodes.Status409Conflict, "COUPON_CODE_FIXED", "Pieces were issued under the coupon's code: it stays.");

    public static readonly ProblemType QuantityBelowIssued =
        new(StatusCodes.Status409Conflict, "COUPON_QUANTITY_BELOW_ISSUED", "More pieces were issued than this quantity.");

    /// <summary>The campaign cannot be used for an order.</summary>
    public static readonly ProblemType Unavailable =
        new(StatusCodes.Status409Conflict, "COUPON_UNAVAILABLE", "The customer cannot use this coupon.");

    public static Problem Of(IssueCouponStatus status) => new(TypeOf(status));

    /// <summary>As the default campaign's route tells it; see <see cref="DefaultSoldOut"/>.</summary>
    public static Problem OfDefaultCampaign(IssueCouponStatus status) =>
        new(status == IssueCouponStatus.SoldOut ? DefaultSoldOut : TypeOf(status));

    public static Problem Of(DefineCouponStatus status) => new(status switch
    {
        DefineCouponStatus.NotFound => NotFound,
        DefineCouponStatus.CodeTaken => CodeTaken,
        DefineCouponStatus.CodeFixed => CodeFixed,
        DefineCouponStatus.QuantityBelowIssued => QuantityBelowIssued,
        DefineCouponStatus.VersionMismatch => HttpProblems.VersionMismatch,
        DefineCouponStatus.QueueAlreadyOpened => QueueRefusals.AlreadyOpened,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    });

    private static ProblemType TypeOf(IssueCouponStatus status) => status switch
    {
        IssueCouponStatus.NotFound or IssueCouponStatus.CodeNotFound => NotFound,
        IssueCouponStatus.CodeRequired => CodeRequired,
        IssueCouponStatus.NotOpen => NotOpen,
        IssueCouponStatus.Paused => Paused,
        IssueCouponStatus.AlreadyIssued => AlreadyIssued,
        IssueCouponStatus.SoldOut => SoldOut,
        IssueCouponStatus.QueueTokenRequired => QueueRefusals.TokenRequired,
        IssueCouponStatus.QueueTokenNotActive => QueueRefusals.TokenNotActive,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    };
}
