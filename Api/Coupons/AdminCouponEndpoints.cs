using Commerce.Hosting;

namespace Commerce.Coupons;

/// <summary>Campaigns for administrators.</summary>
internal static class AdminCouponEndpoints
{
    private const int MaxNameLength = 200;
    private const long MaxQuantity = 100_000_000;

    public static void MapAdminCoupons(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin/coupons/{couponId}").WithTags("Admin");
        admin.MapGet("", Get).WithSummary("Reads a campaign with its code.")
            .Produces<AdminCouponResponse>().Refuses(400, 401, 403, 404, 503);
        admin.MapPut("", Put).WithSummary("Creates a campaign or changes its terms.")
            .Produces<AdminCouponResponse>().Produces<AdminCouponResponse>(StatusCodes.Status201Created)
            .Refuses(400, 401, 403, 409, 413, 415, 503);
        admin.MapDelete("code", DeleteCode).WithSummary("Takes the code from a campaign while nothing was issued under it: another one can have it then.")
            .Produces<AdminCouponResponse>().Refuses(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> Get(string couponId, IGrainFactory grains) =>
        await grains.Grain<ICouponGrain>(Input.Id(couponId, "couponId")).Get() is { } campaign
            ? TypedResults.Ok(AdminCouponResponse.Of(campaign))
            : CouponEndpoints.CouponNotFound();

    private static async Task<IResult> Put(
        string couponId, PutCouponRequest request, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(couponId, "couponId");
        var command = ToCommand(request, http.CommandId());
        var reply = await grains.Grain<ICouponGrain>(id).Define(command);
        absences.Coupons.Made(id);
        if (command.Code is { } code)
            absences.Codes.Made(code);
        return Answer(reply, http, id);
    }

    private static async Task<IResult> DeleteCode(string couponId, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(couponId, "couponId");
        return Answer(await grains.Grain<ICouponGrain>(id).ReleaseCode(new(http.CommandId())), http, id);
    }

    private static IResult Answer(Reply<DefineCouponOutcome> reply, HttpContext http, long id) => reply.ToHttp(http, outcome => outcome.Status switch
    {
        DefineCouponStatus.Created => TypedResults.Created($"/coupons/{id}", AdminCouponResponse.Of(outcome.Campaign!)),
        DefineCouponStatus.Updated or DefineCouponStatus.Unchanged => TypedResults.Ok(AdminCouponResponse.Of(outcome.Campaign!)),
        DefineCouponStatus.NotFound => CouponEndpoints.CouponNotFound(),
        DefineCouponStatus.CodeTaken => Conflict("COUPON_CODE_TAKEN",
            "Another coupon has this code. DELETE /admin/coupons/{couponId}/code takes it from that one, while nothing was issued under it."),
        DefineCouponStatus.CodeFixed => Conflict("COUPON_CODE_FIXED", "Pieces were issued under the coupon's code: it stays."),
        DefineCouponStatus.QuantityBelowIssued => Conflict("COUPON_QUANTITY_BELOW_ISSUED", "More pieces were issued than this quantity."),
        _ => throw new NotSupportedException($"Unknown outcome {outcome.Status}."),
    });

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

    private static Problem Conflict(string code, string message) => new(StatusCodes.Status409Conflict, code, message);
}
