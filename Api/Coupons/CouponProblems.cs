using Commerce.Http;

namespace Commerce.Coupons;

/// <summary>Refusals of the coupon routes.</summary>
internal static class CouponProblems
{
    public static readonly ProblemType NotFound = new(StatusCodes.Status404NotFound, "COUPON_NOT_FOUND", "There is no such coupon.");

    public static readonly ProblemType CodeRequired =
        new(StatusCodes.Status403Forbidden, "COUPON_CODE_REQUIRED", "This coupon is issued by its code only.");

    public static readonly ProblemType NotOpen =
        new(StatusCodes.Status409Conflict, "COUPON_NOT_OPEN", "The coupon cannot be issued at this time.");

    public static readonly ProblemType AlreadyIssued =
        new(StatusCodes.Status409Conflict, "COUPON_ALREADY_ISSUED", "The customer has this coupon already.");

    public static readonly ProblemType SoldOut =
        new(StatusCodes.Status409Conflict, "COUPON_SOLD_OUT", "Every piece of this coupon was issued.");

    /// <summary>Sold out as the default campaign's route says it.</summary>
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
}
