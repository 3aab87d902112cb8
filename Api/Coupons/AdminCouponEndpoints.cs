using Commerce.Hosting;

namespace Commerce.Coupons;

/// <summary>Campaigns for administrators.</summary>
internal static class AdminCouponEndpoints
{
    public static void MapAdminCoupons(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/admin/coupons/{couponId}", Put).WithTags("Admin").WithSummary("Creates a campaign or changes its terms.")
            .Produces<CouponResponse>().Produces<CouponResponse>(StatusCodes.Status201Created).Refuses(400, 401, 403, 409, 413, 415, 503);

    private static async Task<IResult> Put(string couponId, PutCouponRequest request, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(couponId, "couponId");
        var reply = await grains.Grain<ICouponGrain>(id).Define(ToCommand(request, http.CommandId()));
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            DefineCouponStatus.Created => TypedResults.Created($"/coupons/{id}", CouponResponse.Of(outcome.Campaign!)),
            DefineCouponStatus.Updated or DefineCouponStatus.Unchanged => TypedResults.Ok(CouponResponse.Of(outcome.Campaign!)),
            DefineCouponStatus.CodeTaken => Conflict("COUPON_CODE_TAKEN", "Another coupon has this code."),
            DefineCouponStatus.CodeFixed => Conflict("COUPON_CODE_FIXED", "A coupon's code cannot be changed."),
            DefineCouponStatus.QuantityBelowIssued => Conflict("COUPON_QUANTITY_BELOW_ISSUED", "More pieces were issued than this quantity."),
            _ => throw new NotSupportedException($"Unknown outcome {outcome.Status}."),
        });
    }

    private static DefineCoupon ToCommand(PutCouponRequest request, Guid? commandId)
    {
        var type = request.DiscountType switch
        {
            "FIXED" => DiscountType.Fixed,
            "RATE" => DiscountType.Rate,
            _ => throw new InvalidInputException("discountType", "discountType must be FIXED or RATE."),
        };
        var startedAt = Input.Required(request.StartedAt, "startedAt");
        var expiredAt = Input.Required(request.ExpiredAt, "expiredAt");
        if (expiredAt <= startedAt)
            throw new InvalidInputException("expiredAt", "expiredAt must be after startedAt.");
        return new(
            Input.Text(request.Name, "name", CouponBounds.MaxNameLength),
            Code(request.Code),
            type,
            Input.Range(request.DiscountAmount, "discountAmount", 1, type == DiscountType.Rate ? CouponBounds.MaxRate : CouponBounds.MaxDiscount),
            Input.Range(request.TotalQuantity, "totalQuantity", 1, CouponBounds.MaxQuantity),
            startedAt.ToUniversalTime(),
            expiredAt.ToUniversalTime(),
            commandId);
    }

    private static string? Code(string? code)
    {
        if (code is not null && !CouponBounds.IsCode(code))
            throw new OutOfBoundsException("code", CouponBounds.CodeForm);
        return code;
    }

    private static Problem Conflict(string code, string message) => new(StatusCodes.Status409Conflict, code, message);
}
