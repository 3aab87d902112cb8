using System.Globalization;
using Commerce.Http;
using Microsoft.Net.Http.Headers;

namespace Commerce.Concerts;

/// <summary>The routes of concerts, their schedules and seats.</summary>
internal static class ConcertEndpoints
{
    public static void MapConcerts(this IEndpointRouteBuilder routes)
    {
        var concerts = routes.MapGroup("").WithTags("Concerts");
        concerts.MapGet("/concerts", List).AllowAnonymous().WithName("listConcerts")
            .WithSummary("Lists the concerts; follows within moments.")
            .WithDescription("In the order of their ids.")
            .Produces<ListResponse<ConcertSummaryResponse>>().Refuses();
        concerts.MapGet("/concerts/{concertId}/schedules", ListSchedules).AllowAnonymous().WithName("listSchedules")
            .WithSummary("Lists a concert's schedules.")
            .WithDescription("In the order of their ids, all of them: 100 at the most.")
            .Produces<ListResponse<ScheduleResponse>>().Refuses(ConcertRefusals.NotFound);
        concerts.MapGet("/schedules/{scheduleId}/seats", ListSeats).AllowAnonymous().WithName("listSeats")
            .WithSummary("Lists a schedule's seats as they are now.")
            .WithDescription("In the order of their numbers. "
                + "With If-None-Match and the ETag of an earlier answer: 304 while no seat changed.")
            .Produces<ListResponse<SeatResponse>>().Produces(StatusCodes.Status304NotModified).Refuses(ConcertRefusals.ScheduleNotFound);
        concerts.MapGet("/schedules/{scheduleId}/seat-map", GetSeatMap).AllowAnonymous().WithName("getSeatMap")
            .WithSummary("Reads all seats of a schedule at once.")
            .WithDescription("A letter a seat, of this moment. With If-None-Match and an earlier ETag: 304 while no seat changed.")
            .Produces<SeatMapResponse>().Produces(StatusCodes.Status304NotModified).Refuses(ConcertRefusals.ScheduleNotFound);
    }

    private static async Task<IResult> List(string? limit, string? after, IGrainFactory grains)
    {
        var page = await grains.Grain<IConcertListGrain>(0).List(Input.Limit(limit), Input.AfterId(after));
        return TypedResults.Ok(new ListResponse<ConcertSummaryResponse>(
            [.. page.Items.Select(concert => new ConcertSummaryResponse(concert.ConcertId, concert.Name))], page.Next, page.AsOf));
    }

    private static async Task<IResult> ListSchedules(string concertId, Absences absences, IGrainFactory grains)
    {
        var id = Input.Id(concertId, "concertId");
        var concert = await absences.Concerts.FindAsync(id, () => grains.Grain<IConcertGrain>(id).Get());
        return concert is null
            ? new Problem(ConcertRefusals.NotFound)
            : TypedResults.Ok(new ListResponse<ScheduleResponse>([.. concert.Schedules.Select(ScheduleResponse.Of)], null));
    }

    private static Task<IResult> ListSeats(
        string scheduleId, string? limit, string? after, Absences absences, FollowedSeats seats, HttpContext http)
    {
        var (count, first) = (Input.Limit(limit), Input.AfterId(after));
        return Seats(scheduleId, absences, seats, http, (_, map) =>
        {
            var letters = map.Statuses!;
            var page = new List<SeatResponse>(count);
            for (var i = first; i < letters.Length && page.Count < count; i++)
                page.Add(SeatResponse.Of((int)i + 1, letters[(int)i]));
            var next = first + count < letters.Length ? (first + count).ToString(CultureInfo.InvariantCulture) : null;
            return TypedResults.Ok(new ListResponse<SeatResponse>(page, next));
        });
    }

    private static Task<IResult> GetSeatMap(string scheduleId, Absences absences, FollowedSeats seats, HttpContext http) =>
        Seats(scheduleId, absences, seats, http, (id, map) => TypedResults.Ok(SeatMapResponse.Of(id, map)));

    private static async Task<IResult> Seats(
        string scheduleId, Absences absences, FollowedSeats seats, HttpContext http, Func<long, SeatMap, IResult> answer)
    {
        var id = Input.Id(scheduleId, "scheduleId");
        if (await absences.Schedules.FindAsync(id, () => seats.ReadAsync(id)) is not { } map)
            return new Problem(ConcertRefusals.ScheduleNotFound);
        var tag = $"\"{map.Version}\"";
        http.Response.Headers.ETag = tag;
        http.Response.Headers.CacheControl = "no-cache"; // it may be kept, and has to be asked about
        return Knows(http, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : answer(id, map);
    }

    private static bool Knows(HttpContext http, string tag) =>
        EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var tags)
        && tags.Any(known => known.Tag == "*" || known.Tag == tag);
}
