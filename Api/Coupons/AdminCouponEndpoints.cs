using Commerce.Access;
using Commerce.Audit;
using Commerce.Http;
using Commerce.WaitingQueue;

namespace Commerce.Coupons;

/// <summary>Campaigns for administrators.</summary>
internal static class AdminCouponEndpoints
{
    public static void MapAdminCoupons(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("").WithTags("Admin").ForAdministrators("coupons");
        admin.MapGet("/admin/coupons/{couponId}", Get).WithName("getCouponAsAdmin").WithSummary("Reads a campaign with its code.")
            .WithDescription("As it can be sent back. The ETag is of its terms: issuing does not change it.")
            .Produces<AdminCouponResponse>().Refuses(CouponRefusals.NotFound);
        admin.MapPut("/admin/coupons/{couponId}", Put).WithName("putCoupon")
            .WithSummary("Creates a campaign or changes its terms.")
            .WithDescription("Nothing that was issued is taken back. Repeating it changes nothing. "
                + "What is left out stays as it is: code, queue, paused, usableUntil. "
                + "While paused nothing is issued, and what was issued stays usable, until usableUntil. "
                + "With a queue, it issues to those whose Queue-Token is active; without, to whoever comes.")
            .Produces<AdminCouponResponse>().Produces<AdminCouponResponse>(StatusCodes.Status201Created)
            .Refuses(CouponRefusals.CodeTaken, CouponRefusals.CodeFixed, CouponRefusals.QuantityBelowIssued,
                QueueRefusals.AlreadyOpened);
        admin.MapDelete("/admin/coupons/{couponId}/code", DeleteCode).WithName("deleteCouponCode")
            .WithSummary("Takes the code from a campaign.")
            .WithDescription("While nothing was issued under it. Another campaign can have it then; this one is issued by its id.")
            .Produces<AdminCouponResponse>().Refuses(CouponRefusals.NotFound, CouponRefusals.CodeFixed);
        admin.MapDelete("/admin/coupons/{couponId}/queue", DeleteQueue).WithName("deleteCouponQueue")
            .WithSummary("Takes the queue from before a campaign.")
            .WithDescription("It issues to whoever comes, and nobody joins the queue any more, until a PUT has one again. "
                + "Repeating it changes nothing.")
            .Produces<AdminCouponResponse>().Refuses(CouponRefusals.NotFound);
    }

    private static async Task<IResult> Get(string couponId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(couponId, "couponId");
        if (await grains.Grain<ICouponGrain>(id).Get() is not { } campaign)
            return new Problem(CouponRefusals.NotFound);
        absences.Coupons.Found(id);
        return TypedResults.Ok(await Response(campaign, grains, http));
    }

    private static async Task<IResult> Put(
        string couponId, PutCouponRequest request, Absences absences, QueueViews queues, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(couponId, "couponId");
        var command = ToCommand(request, http.CommandId()) with { IfMatch = http.IfMatch(), Actor = http.Actor() };
        var reply = await grains.Grain<ICouponGrain>(id).Define(command);
        queues.Found(QueueKey.OfCoupon(id));
        return await Answer(reply, http, id, absences, grains);
    }

    private static async Task<IResult> DeleteCode(string couponId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        http.RequireNoIfMatch();
        var id = Input.Id(couponId, "couponId");
        var reply = await grains.Grain<ICouponGrain>(id).ReleaseCode(new(http.CommandId(), http.Actor()));
        return await Answer(reply, http, id, absences, grains);
    }

    private static async Task<IResult> DeleteQueue(string couponId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        http.RequireNoIfMatch();
        var id = Input.Id(couponId, "couponId");
        var reply = await grains.Grain<ICouponGrain>(id).RemoveQueue(new(http.CommandId(), http.Actor()));
        return await Answer(reply, http, id, absences, grains);
    }

    // A campaign's queue has its own settings.
    private static async Task<AdminCouponResponse> Response(CouponCampaign campaign, IGrainFactory grains, HttpContext http)
    {
        var queue = campaign.IsQueued is true
            ? await grains.Grain<IWaitingQueueGrain>(QueueKey.OfCoupon(campaign.CouponId).ToString()).Get()
            : null;
        http.TellRevision(campaign.Revision(queue?.Settings));
        return AdminCouponResponse.Of(campaign, queue);
    }

    private static async Task<IResult> Answer(
        Reply<DefineCouponOutcome> reply, HttpContext http, long id, Absences absences, IGrainFactory grains)
    {
        absences.Coupons.Found(id);
        var isDone = reply.Outcome?.Status is DefineCouponStatus.Created or DefineCouponStatus.Updated or DefineCouponStatus.Unchanged;
        var campaign = isDone ? await Response(reply.Outcome!.Campaign!, grains, http) : null;
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            DefineCouponStatus.Created => TypedResults.Created($"/coupons/{id}", campaign),
            DefineCouponStatus.Updated or DefineCouponStatus.Unchanged => TypedResults.Ok(campaign),
            _ => CouponRefusals.Of(outcome.Status),
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
        if (request.UsableUntil < expiredAt)
            throw new InvalidInputException("usableUntil", "usableUntil must not be before expiredAt.");
        return new(
            Input.Text(request.Name, "name", CouponBounds.MaxNameLength),
            Code(request.Code),
            type,
            Input.Range(request.DiscountAmount, "discountAmount", 1,
                type == DiscountType.Rate ? CouponBounds.MaxRate : CouponBounds.MaxDiscount),
            Input.Range(request.TotalQuantity, "totalQuantity", 1, CouponBounds.MaxQuantity),
            startedAt.ToUniversalTime(),
            expiredAt.ToUniversalTime(),
            commandId,
            request.Queue?.ToSettings(),
            request.Paused,
            request.UsableUntil?.ToUniversalTime());
    }

    private static string? Code(string? code)
    {
        if (code is not null && !CouponBounds.IsCode(code))
            throw new OutOfBoundsException("code", CouponBounds.CodeForm);
        return code;
    }
}
