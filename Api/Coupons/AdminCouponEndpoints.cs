using Commerce.Http;

namespace Commerce.Coupons;

/// <summary>Campaigns for administrators.</summary>
internal static class AdminCouponEndpoints
{
    private const int MaxNameLength = 200;
    private const long MaxQuantity = 100_000_000;

    public static void MapAdminCoupons(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/admin/coupons/{couponId}", Put).WithName("putCoupon").WithTags("Admin")
            .WithSummary("Creates a campaign or changes its terms.")
            .WithDescription("Nothing that was issued is taken back. Repeating it changes nothing.")
            .Produces<CouponResponse>().Produces<CouponResponse>(StatusCodes.Status201Created)
            .Refuses(CouponProblems.CodeTaken, CouponProblems.CodeFixed, CouponProblems.QuantityBelowIssued);

    private static async Task<IResult> Put(string couponId, PutCouponRequest request, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(couponId, "couponId");
        var reply = await grains.Grain<ICouponGrain>(id).Define(ToCommand(request, http.CommandId()));
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            DefineCouponStatus.Created => TypedResults.Created($"/coupons/{id}", CouponResponse.Of(outcome.Campaign!)),
            DefineCouponStatus.Updated or DefineCouponStatus.Unchanged => TypedResults.Ok(CouponResponse.Of(outcome.Campaign!)),
            DefineCouponStatus.CodeTaken => new Problem(CouponProblems.CodeTaken),
            DefineCouponStatus.CodeFixed => new Problem(CouponProblems.CodeFixed),
            DefineCouponStatus.QuantityBelowIssued => new Problem(CouponProblems.QuantityBelowIssued),
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
            Input.Text(request.Name, "name", MaxNameLength),
            Code(request.Code),
            type,
            Input.Range(request.DiscountAmount, "discountAmount", 1, type == DiscountType.Rate ? 100 : long.MaxValue),
            Input.Range(request.TotalQuantity, "totalQuantity", 1, MaxQuantity),
            startedAt.ToUniversalTime(),
            expiredAt.ToUniversalTime(),
            commandId);
    }

    private static string? Code(string? code)
    {
        if (code is null)
            return null;
        return CouponCodes.IsCode(Input.Text(code, "code", CouponCodes.MaxLength))
            ? code
            : throw new InvalidInputException("code", "code must have only letters, digits, '-' and '_'.");
    }
}
