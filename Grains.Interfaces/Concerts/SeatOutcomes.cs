namespace Commerce.Concerts;

/// <summary>Outcomes of <see cref="ISeatBlockGrain.Define"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum DefineSeatBlockStatus
{
    /// <summary>The schedule is new.</summary>
    Created = 0,

    /// <summary>The schedule changed.</summary>
    Updated = 1,

    /// <summary>The schedule is exactly this already.</summary>
    Unchanged = 2,

    /// <summary>Refused: the schedule belongs to another concert.</summary>
    ScheduleTaken = 3,

    /// <summary>Refused: a seat that would be lost is held or sold.</summary>
    SeatsBelowTaken = 4,
}

/// <summary>The outcome of defining a schedule's seats.</summary>
/// <param name="Status">What was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineSeatBlockOutcome")]
public sealed record DefineSeatBlockOutcome([property: Id(0)] DefineSeatBlockStatus Status) : IOutcome<DefineSeatBlockStatus>;

/// <summary>Outcomes of <see cref="ISeatBlockGrain.Hold"/>, refusals in the order they are checked. Numbers are never reused.</summary>
public enum HoldSeatStatus
{
    /// <summary>The seat is held.</summary>
    Held = 0,

    /// <summary>Refused: there is no such schedule.</summary>
    ScheduleNotFound = 1,

    /// <summary>Refused: the schedule has no such seat.</summary>
    SeatNotFound = 2,

    /// <summary>Refused: the concert has started.</summary>
    ScheduleClosed = 3,

    /// <summary>Refused: the concert has a queue, and no token of it was shown.</summary>
    QueueTokenRequired = 4,

    /// <summary>Refused: the seat is held or sold.</summary>
    SeatTaken = 5,

    /// <summary>Refused: the customer holds as many seats of the schedule as a customer can.</summary>
    TooManyHolds = 6,

    /// <summary>Refused: the customer has held seats of the schedule for as long as a customer can, and has to pause.</summary>
    HoldTimeOver = 7,

    /// <summary>Refused: the token that was shown does not let the customer in at this moment.</summary>
    QueueTokenNotActive = 8,

    /// <summary>Refused: the customer is not known.</summary>
    CustomerNotFound = 9,

    /// <summary>Refused: the reservation's id has another reservation.</summary>
    ReservationIdTaken = 10,
}

/// <summary>The outcome of holding a seat.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Reservation">The reservation; <see langword="null"/> when refused.</param>
[GenerateSerializer, Immutable, Alias("commerce.HoldSeatOutcome")]
public sealed record HoldSeatOutcome(
    [property: Id(0)] HoldSeatStatus Status,
    [property: Id(1)] Reservation? Reservation) : IOutcome<HoldSeatStatus>;

/// <summary>Outcomes of <see cref="ISeatBlockGrain.Sell"/>. Numbers are stored and never reused.</summary>
public enum SellSeatStatus
{
    /// <summary>The seat is the reservation's.</summary>
    Sold = 0,

    /// <summary>Refused: the reservation holds no seat, or not any more.</summary>
    HoldOver = 1,
}

/// <summary>The outcome of selling a seat.</summary>
/// <param name="Status">What was decided.</param>
[GenerateSerializer, Immutable, Alias("commerce.SellSeatOutcome")]
public sealed record SellSeatOutcome([property: Id(0)] SellSeatStatus Status) : IOutcome<SellSeatStatus>;

/// <summary>The seats of a schedule at one moment.</summary>
/// <param name="ConcertId">The concert.</param>
/// <param name="Price">Won a seat.</param>
/// <param name="StartsAt">When the concert starts.</param>
/// <param name="Version">Differs from that of any other state of these seats.</param>
/// <param name="Free">Seats that can be held.</param>
/// <param name="Held">Seats that are held.</param>
/// <param name="Sold">Seats that are sold.</param>
/// <param name="Statuses">
/// A letter a seat, by number: <see cref="SeatLetters.Free"/>, <see cref="SeatLetters.Held"/>, <see cref="SeatLetters.Sold"/>;
/// <see langword="null"/> when the caller has them already.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.SeatMap")]
public sealed record SeatMap(
    [property: Id(0)] long ConcertId,
    [property: Id(1)] long Price,
    [property: Id(2)] DateTimeOffset StartsAt,
    [property: Id(3)] string Version,
    [property: Id(4)] int Free,
    [property: Id(5)] int Held,
    [property: Id(6)] int Sold,
    [property: Id(7)] string? Statuses);

/// <summary>How a seat map says what a seat is.</summary>
public static class SeatLetters
{
    /// <summary>The seat can be held.</summary>
    public const char Free = 'F';

    /// <summary>The seat is held.</summary>
    public const char Held = 'H';

    /// <summary>The seat is sold.</summary>
    public const char Sold = 'S';
}
