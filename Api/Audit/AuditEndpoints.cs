using Commerce.Access;
using Commerce.Http;

namespace Commerce.Audit;

/// <summary>One event of an administrative act.</summary>
/// <param name="At">When it was decided.</param>
/// <param name="Actor">Who asked for it: a token's subject, or which key it was.</param>
/// <param name="Stream">What it was done to, such as coupon/4001.</param>
/// <param name="Seq">The event's number in the stream.</param>
/// <param name="Event">What happened, such as coupon.defined.</param>
/// <param name="TraceId">The trace of the request, as in the log; missing when it had none.</param>
internal sealed record AuditEntryResponse(DateTimeOffset At, string Actor, string Stream, long Seq, string Event, string? TraceId)
{
    internal static AuditEntryResponse Of(AuditEntry entry) =>
        new(entry.At, entry.Actor, entry.Stream, entry.Seq, entry.EventType, entry.TraceId);
}

/// <summary>Who did what as an administrator.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/admin/audit", List).ForAdministrators("audit").WithName("listAudit").WithTags("Admin")
            .WithSummary("Lists what administrators changed, the latest first.")
            .WithDescription("An entry for each event of an act, from the journal: who asked for it, and the trace that it has in the log. "
                + "What changed nothing, and what was refused, is in the log alone.")
            .Produces<ListResponse<AuditEntryResponse>>().Refuses();

    private static async Task<IResult> List(string? limit, string? after, IGrainFactory grains)
    {
        var before = after is null ? long.MaxValue : Input.AfterId(after); // the list runs backwards
        var page = await grains.Grain<IAuditGrain>(0).List(Input.Limit(limit), before);
        return TypedResults.Ok(new ListResponse<AuditEntryResponse>([.. page.Items.Select(AuditEntryResponse.Of)], page.Next));
    }
}
