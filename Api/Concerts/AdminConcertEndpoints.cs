using Commerce.Access;
using Commerce.Audit;
using Commerce.Http;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>Concerts for administrators.</summary>
internal static class AdminConcertEndpoints
{
    public static void MapAdminConcerts(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("").WithTags("Admin").ForAdministrators("concerts");
        admin.MapGet("/admin/concerts/{concertId}", Get).WithName("getConcertAsAdmin").WithSummary("Reads a concert with its queue.")
            .WithDescription("As it was defined, and can be sent back. The ETag is of the definition: selling seats does not change it.")
            .Produces<ConcertResponse>().Refuses(ConcertRefusals.NotFound);
        admin.MapPut("/admin/concerts/{concertId}", Put).WithName("putConcert").WithSummary("Creates a concert or extends it.")
            .WithDescription("Schedules are added or changed, and none is removed; no seat that is held or sold is taken back. "
                + "Repeating it changes nothing.")
            .Produces<ConcertResponse>().Produces<ConcertResponse>(StatusCodes.Status201Created)
            .Refuses(ConcertRefusals.ScheduleTaken, ConcertRefusals.SeatsBelowTaken, ConcertRefusals.TooManySchedules,
                QueueRefusals.AlreadyOpened);
    }

    private static async Task<IResult> Get(string concertId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(concertId, "concertId");
        if (await grains.Grain<IConcertGrain>(id).Get() is not { } concert)
            return new Problem(ConcertRefusals.NotFound);
        absences.Concerts.Found(id);
        return TypedResults.Ok(await Response(concert, grains, http));
    }

    private static async Task<IResult> Put(
        string concertId, PutConcertRequest request, Absences absences, QueueViews queues, IGrainFactory grains, HttpContext http)
    {
        var id = Input.Id(concertId, "concertId");
        var command = new DefineConcert(
            Input.Text(request.Name, "name", ConcertBounds.MaxNameLength),
            Schedules(request.Schedules),
            request.Queue?.ToSettings(),
            http.CommandId(),
            http.IfMatch(),
            http.Actor());
        var reply = await grains.Grain<IConcertGrain>(id).Define(command);
        absences.Concerts.Found(id);
        foreach (var schedule in command.Schedules)
            absences.Schedules.Found(schedule.ScheduleId);
        queues.Found(QueueKey.OfConcert(id));
        var isDone = reply.Outcome?.Status is DefineConcertStatus.Created or DefineConcertStatus.Updated or DefineConcertStatus.Unchanged;
        var concert = isDone ? await Response(reply.Outcome!.Concert!, grains, http) : null;
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            DefineConcertStatus.Created => TypedResults.Created($"/concerts/{id}/schedules", concert),
            DefineConcertStatus.Updated or DefineConcertStatus.Unchanged => TypedResults.Ok(concert),
            DefineConcertStatus.VersionMismatch => new Problem(HttpProblems.VersionMismatch),
            DefineConcertStatus.TooManySchedules => new Problem(ConcertRefusals.TooManySchedules),
            DefineConcertStatus.ScheduleTaken => new Problem(ConcertRefusals.ScheduleTaken),
            DefineConcertStatus.SeatsBelowTaken => new Problem(ConcertRefusals.SeatsBelowTaken),
            DefineConcertStatus.QueueAlreadyOpened => new Problem(QueueRefusals.AlreadyOpened),
            _ => throw new NotSupportedException($"Unknown outcome {outcome.Status}."),
        });
    }

    // A concert's queue has its own state.
    private static async Task<ConcertResponse> Response(Concert concert, IGrainFactory grains, HttpContext http)
    {
        http.TellRevision(concert.Revision());
        return ConcertResponse.Of(concert,
            concert.Queue is null ? null : await grains.Grain<IWaitingQueueGrain>(QueueKey.OfConcert(concert.ConcertId).ToString()).Get());
    }

    private static List<ScheduleDefinition> Schedules(IReadOnlyList<PutScheduleRequest?>? requests)
    {
        Require.Items(requests, ConcertBounds.MaxSchedules, "schedules");
        var schedules = new List<ScheduleDefinition>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            var field = $"schedules[{i}]";
            var schedule = requests[i]!;
            schedules.Add(new(
                Input.Id(schedule.ScheduleId, $"{field}.scheduleId"),
                Input.Required(schedule.StartsAt, $"{field}.startsAt").ToUniversalTime(),
                Input.Range(schedule.Price, $"{field}.price", 0, ConcertBounds.MaxPrice),
                (int)Input.Range(schedule.Seats, $"{field}.seats", 1, ConcertBounds.MaxSeats)));
        }
        Require.Once(schedules, schedule => schedule.ScheduleId, "schedules", "scheduleId");
        return schedules;
    }
}
