using Commerce.Access;
using Commerce.Balances;
using Commerce.Cluster;
using Commerce.Http;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>The routes of reservations and their payment.</summary>
internal static class ReservationEndpoints
{
    public static void MapReservations(this IEndpointRouteBuilder routes)
    {
        var reservations = routes.MapGroup("").WithTags("Reservations").ForCustomers();
        reservations.MapPost("/reservations", Reserve).WithName("reserveSeat").WithSummary("Holds a seat for a customer until a moment.")
            .WithDescription("Where a queue stands before the concert, the header Queue-Token has to show the customer's active token. "
                + "Under an Idempotency-Key the same request finds the same reservation, for ever.")
            .Produces<ReservationResponse>(StatusCodes.Status201Created)
            .Refuses(ConcertRefusals.ScheduleNotFound, ConcertRefusals.SeatNotFound, ConcertRefusals.ScheduleClosed,
                QueueRefusals.TokenRequired, ConcertRefusals.SeatTaken, ConcertRefusals.HoldLimitReached, ConcertRefusals.HoldTimeOver,
                    QueueRefusals.TokenNotActive,
                BalanceRefusals.CustomerNotFound);
        reservations.MapPost("/reservations/{reservationId}/payment", Pay).WithName("payReservation").WithSummary("Pays for a held seat.")
            .WithDescription("Money and seat together, or nothing of it. One that is being paid already is joined: all get the one result.")
            .Produces<ReservationPaymentResponse>(StatusCodes.Status201Created)
            .Refuses(ReservationRefusals.NotFound, ReservationRefusals.AlreadyPaid, BalanceRefusals.Insufficient,
                ReservationRefusals.Expired);
        reservations.MapGet("/reservations/{reservationId}", Get).WithName("getReservation").WithSummary("Reads a reservation.")
            .WithDescription("Its state of this moment.")
            .Produces<ReservationResponse>().Refuses(ReservationRefusals.NotFound);
        reservations.MapDelete("/reservations/{reservationId}", Cancel).WithName("cancelReservation").WithSummary("Lets a held seat go.")
            .WithDescription("The seat is free at once. Repeating it changes nothing.")
            .Produces(StatusCodes.Status204NoContent).Refuses(ReservationRefusals.NotFound, ReservationRefusals.AlreadyPaid);
        reservations.MapGet("/customers/{customerId}/reservations", ListOfCustomer).WithName("listCustomerReservations")
            .WithSummary("Lists a customer's reservations, the latest first; follows within moments.")
            .WithDescription("A reservation shows up, and its status changes, moments after it did.")
            .Produces<ListResponse<ReservationResponse>>().Refuses(BalanceRefusals.CustomerNotFound);
    }

    private static async Task<IResult> Reserve(
        ReserveSeatRequest request, Absences absences, QueueViews queues, IGrainFactory grains, HttpContext http)
    {
        var customerId = http.CustomerId(request.UserId, "userId");
        var scheduleId = Input.Id(request.ScheduleId, "scheduleId");
        var seatId = Input.Id(request.SeatId, "seatId");
        var key = http.CommandId();
        // Made under a key it has an id made of customer and key, so asking again finds it; any other gets an id of its own.
        var reservationId = key is { } named ? Idempotency.ReservationIdOf(customerId, named) : Guid.CreateVersion7();
        NearCustomer.Mark(customerId);
        var reply = await grains.Grain<ISeatBlockGrain>(scheduleId)
            .Hold(new(reservationId, customerId, seatId, http.QueueToken(), Keyed: key is not null));
        if (reply.Outcome?.Status != HoldSeatStatus.ScheduleNotFound)
            absences.Schedules.Found(scheduleId);
        if (reply.Outcome?.Status != HoldSeatStatus.CustomerNotFound)
            absences.Customers.Found(customerId);
        if (reply.Outcome?.Reservation is { } found)
        {
            absences.Reservations.Found(found.ReservationId);
            absences.Concerts.Found(found.ConcertId);
            queues.Found(QueueKey.OfConcert(found.ConcertId));
        }
        return reply.ToHttp(http, outcome => outcome.Reservation is { } held
            ? TypedResults.Created($"/reservations/{held.ReservationId}", ReservationResponse.Of(held))
            : new Problem(RefusalOf(outcome.Status)));
    }

    private static async Task<IResult> Pay(string reservationId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Id(reservationId);
        var reply = await grains.Grain<IReservationGrain>(id).Pay(new(http.CommandId(), http.OnBehalfOf()));
        if (reply.Outcome?.Status != PayReservationStatus.NotFound)
            absences.Reservations.Found(id);
        return reply.ToHttp(http, outcome => outcome.Status switch
        {
            PayReservationStatus.Paid =>
                TypedResults.Created((string?)null, new ReservationPaymentResponse(outcome.PaymentId, id, outcome.Amount, "PAID")),
            PayReservationStatus.NotFound => new Problem(ReservationRefusals.NotFound),
            PayReservationStatus.AlreadyPaid => new Problem(ReservationRefusals.AlreadyPaid),
            PayReservationStatus.BalanceInsufficient => new Problem(BalanceRefusals.Insufficient),
            PayReservationStatus.Expired => new Problem(ReservationRefusals.Expired),
            _ => throw new NotSupportedException($"Unknown outcome {outcome.Status}."),
        });
    }

    private static async Task<IResult> Get(string reservationId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Id(reservationId);
        var reservation = await absences.Reservations.FindAsync(id, () => grains.Grain<IReservationGrain>(id).Get());
        return reservation is not null && http.MayActFor(reservation.CustomerId)
            ? TypedResults.Ok(ReservationResponse.Of(reservation))
            : new Problem(ReservationRefusals.NotFound);
    }

    private static async Task<IResult> Cancel(string reservationId, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var id = Id(reservationId);
        _ = http.CommandId(); // repeating it changes nothing, with a key or without; a malformed one is told
        var reservation = grains.Grain<IReservationGrain>(id);
        var status = await (http.OnBehalfOf() is { } customer ? reservation.CancelFor(customer) : reservation.Cancel());
        if (status != CancelReservationStatus.NotFound)
            absences.Reservations.Found(id);
        return status switch
        {
            CancelReservationStatus.Cancelled => TypedResults.NoContent(),
            CancelReservationStatus.AlreadyPaid => new Problem(ReservationRefusals.AlreadyPaid),
            _ => new Problem(ReservationRefusals.NotFound),
        };
    }

    private static async Task<IResult> ListOfCustomer(
        string customerId, string? limit, string? after, Absences absences, IGrainFactory grains, HttpContext http)
    {
        var (id, perPage) = (http.CustomerId(customerId, "customerId"), Input.Limit(limit));
        var page = await absences.Customers.FindAsync(id, () => grains.Grain<ICustomerReservationsGrain>(id).List(perPage, after));
        return page is null
            ? new Problem(BalanceRefusals.CustomerNotFound)
            : TypedResults.Ok(new ListResponse<ReservationResponse>([.. page.Items.Select(ReservationResponse.Of)], page.Next, page.AsOf));
    }

    private static Guid Id(string reservationId) => Guid.TryParseExact(reservationId, "D", out var id)
        ? id
        : throw new InvalidInputException("reservationId", "reservationId must be a UUID.");

    private static ProblemType RefusalOf(HoldSeatStatus status) => status switch
    {
        HoldSeatStatus.ScheduleNotFound => ConcertRefusals.ScheduleNotFound,
        HoldSeatStatus.SeatNotFound => ConcertRefusals.SeatNotFound,
        HoldSeatStatus.ScheduleClosed => ConcertRefusals.ScheduleClosed,
        HoldSeatStatus.QueueTokenRequired => QueueRefusals.TokenRequired,
        HoldSeatStatus.SeatTaken => ConcertRefusals.SeatTaken,
        HoldSeatStatus.TooManyHolds => ConcertRefusals.HoldLimitReached,
        HoldSeatStatus.HoldTimeOver => ConcertRefusals.HoldTimeOver,
        HoldSeatStatus.QueueTokenNotActive => QueueRefusals.TokenNotActive,
        HoldSeatStatus.CustomerNotFound => BalanceRefusals.CustomerNotFound,
        HoldSeatStatus.ReservationIdTaken => HttpProblems.IdempotencyKeyReused,
        _ => throw new NotSupportedException($"{status} is no refusal."),
    };
}
