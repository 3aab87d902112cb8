using Commerce.Http;

namespace Commerce.Concerts;

/// <summary>Refusals about concerts, their schedules and seats.</summary>
internal static class ConcertRefusals
{
    public static readonly ProblemType NotFound = new(StatusCodes.Status404NotFound, "CONCERT_NOT_FOUND", "There is no such concert.");

    public static readonly ProblemType ScheduleNotFound =
        new(StatusCodes.Status404NotFound, "SCHEDULE_NOT_FOUND", "There is no such schedule.");

    public static readonly ProblemType SeatNotFound =
        new(StatusCodes.Status404NotFound, "SEAT_NOT_FOUND", "The schedule has no such seat.");

    public static readonly ProblemType ScheduleClosed =
        new(StatusCodes.Status409Conflict, "SCHEDULE_CLOSED", "The concert has started.");

    public static readonly ProblemType SeatTaken =
        new(StatusCodes.Status409Conflict, "SEAT_TAKEN", "Somebody holds the seat, or has bought it.");

    public static readonly ProblemType HoldLimitReached =
        new(StatusCodes.Status409Conflict, "HOLD_LIMIT_REACHED", "The customer holds as many seats of the schedule as a customer can.");

    public static readonly ProblemType HoldTimeOver = new(StatusCodes.Status409Conflict, "HOLD_TIME_OVER",
        "The customer has held seats of the schedule for as long as a customer can without buying. It is others' turn.");

    public static readonly ProblemType ScheduleTaken =
        new(StatusCodes.Status409Conflict, "SCHEDULE_TAKEN", "A schedule belongs to another concert.");

    public static readonly ProblemType SeatsBelowTaken =
        new(StatusCodes.Status409Conflict, "SEATS_BELOW_TAKEN", "A seat that the schedule would lose is held or sold.");

    public static readonly ProblemType TooManySchedules =
        new(StatusCodes.Status409Conflict, "TOO_MANY_SCHEDULES", "With those it has, the concert would have more than 100 schedules.");
}

/// <summary>Refusals about reservations and their payment.</summary>
internal static class ReservationRefusals
{
    public static readonly ProblemType NotFound =
        new(StatusCodes.Status404NotFound, "RESERVATION_NOT_FOUND", "There is no such reservation.");

    public static readonly ProblemType AlreadyPaid =
        new(StatusCodes.Status409Conflict, "RESERVATION_ALREADY_PAID", "The reservation was paid before.");

    public static readonly ProblemType Expired = new(StatusCodes.Status410Gone, "RESERVATION_EXPIRED",
        "The seat is not held any more; no money was kept.");
}
