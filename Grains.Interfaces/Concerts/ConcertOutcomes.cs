using System.Globalization;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>Outcomes of <see cref="IConcertGrain.Define"/>. Numbers are never reused.</summary>
public enum DefineConcertStatus
{
    /// <summary>The concert is new.</summary>
    Created = 0,

    /// <summary>The concert changed.</summary>
    Updated = 1,

    /// <summary>The concert is exactly this already.</summary>
    Unchanged = 2,

    /// <summary>Refused: with those it has, the concert would have more schedules than a concert can.</summary>
    TooManySchedules = 3,

    /// <summary>Refused: a schedule belongs to another concert.</summary>
    ScheduleTaken = 4,

    /// <summary>Refused: a schedule would lose a seat that is held or sold.</summary>
    SeatsBelowTaken = 5,

    /// <summary>Refused: the queue has opened, so its opening time stays.</summary>
    QueueAlreadyOpened = 6,

    /// <summary>Refused before anything else is looked at: the concert is not as the command says.</summary>
    VersionMismatch = 7,
}

/// <summary>The outcome of defining a concert.</summary>
/// <param name="Status">What was decided.</param>
/// <param name="Concert">The concert as it is now; <see langword="null"/> when there is none.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineConcertOutcome")]
public sealed record DefineConcertOutcome(
    [property: Id(0)] DefineConcertStatus Status,
    [property: Id(1)] Concert? Concert) : IOutcome<DefineConcertStatus>;

/// <summary>A schedule as a reader sees it.</summary>
/// <param name="ScheduleId">Its id.</param>
/// <param name="StartsAt">When the concert starts.</param>
/// <param name="Price">Won a seat.</param>
/// <param name="Seats">How many seats.</param>
[GenerateSerializer, Immutable, Alias("commerce.Schedule")]
public sealed record Schedule(
    [property: Id(0)] long ScheduleId,
    [property: Id(1)] DateTimeOffset StartsAt,
    [property: Id(2)] long Price,
    [property: Id(3)] int Seats);

/// <summary>A concert as a reader sees it.</summary>
/// <param name="ConcertId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Schedules">Its schedules, by their ids.</param>
/// <param name="Queue">The queue before it, or <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.Concert")]
public sealed record Concert(
    [property: Id(0)] long ConcertId,
    [property: Id(1)] string Name,
    [property: Id(2)] IReadOnlyList<Schedule> Schedules,
    [property: Id(3)] QueueSettings? Queue)
{
    /// <summary>The revision of the concert's definition; see <see cref="Commerce.Revision"/>.</summary>
    public string Revision() => Commerce.Revision.Of($"{Name}\n{Queue?.Content}\n" + string.Join('\n', Schedules.Select(schedule =>
        string.Create(CultureInfo.InvariantCulture,
            $"{schedule.ScheduleId} {schedule.StartsAt.UtcTicks} {schedule.Price} {schedule.Seats}"))));
}

/// <summary>A concert as lists have it.</summary>
/// <param name="ConcertId">Its id.</param>
/// <param name="Name">Its name.</param>
[GenerateSerializer, Immutable, Alias("commerce.ConcertSummary")]
public sealed record ConcertSummary(
    [property: Id(0)] long ConcertId,
    [property: Id(1)] string Name);
