using System.ComponentModel.DataAnnotations;
using Commerce.Http;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>A concert as lists have it.</summary>
/// <param name="ConcertId">Its id.</param>
/// <param name="Name">Its name.</param>
internal sealed record ConcertSummaryResponse(long ConcertId, string Name);

/// <summary>A schedule of a concert.</summary>
/// <param name="ScheduleId">Its id.</param>
/// <param name="StartsAt">When the concert starts.</param>
/// <param name="Price">Won a seat.</param>
/// <param name="Seats">How many seats.</param>
internal sealed record ScheduleResponse(long ScheduleId, DateTimeOffset StartsAt, long Price, int Seats)
{
    internal static ScheduleResponse Of(Schedule schedule) => new(schedule.ScheduleId, schedule.StartsAt, schedule.Price, schedule.Seats);
}

/// <summary>A concert as administrators see it.</summary>
/// <param name="ConcertId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Queue">The queue before it, if it has one.</param>
/// <param name="Schedules">Its schedules.</param>
internal sealed record ConcertResponse(long ConcertId, string Name, QueueStateBody? Queue, IReadOnlyList<ScheduleResponse> Schedules)
{
    internal static ConcertResponse Of(Concert concert, QueueSummary? queue) => new(concert.ConcertId, concert.Name,
        queue is null ? null : QueueStateBody.Of(queue), [.. concert.Schedules.Select(ScheduleResponse.Of)]);
}

/// <summary>A schedule to define.</summary>
/// <param name="ScheduleId">Its id.</param>
/// <param name="StartsAt">When the concert starts.</param>
/// <param name="Price">Won a seat; 0 to 1,000,000,000.</param>
/// <param name="Seats">How many seats; 1 to 100,000.</param>
internal sealed record PutScheduleRequest(long? ScheduleId, DateTimeOffset? StartsAt, long? Price, long? Seats);

/// <summary>A concert to define.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Queue">The queue before it; without one, it stays as it is.</param>
/// <param name="Schedules">1 to 100 schedules, each id once.</param>
internal sealed record PutConcertRequest(
    string? Name, [property: Optional] QueueSettingsBody? Queue, IReadOnlyList<PutScheduleRequest?>? Schedules);

/// <summary>A seat.</summary>
/// <param name="SeatId">Its id in the schedule.</param>
/// <param name="Number">Its number, which is the same.</param>
/// <param name="Status"><c>FREE</c>, <c>HELD</c> or <c>SOLD</c>.</param>
internal sealed record SeatResponse(long SeatId, int Number, [property: AllowedValues("FREE", "HELD", "SOLD")] string Status)
{
    internal static SeatResponse Of(int number, char letter) => new(number, number, letter switch
    {
        SeatLetters.Held => "HELD",
        SeatLetters.Sold => "SOLD",
        _ => "FREE",
    });
}

/// <summary>All seats of a schedule, in few bytes.</summary>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="ConcertId">The concert.</param>
/// <param name="StartsAt">When the concert starts.</param>
/// <param name="Price">Won a seat.</param>
/// <param name="Free">Seats that can be held.</param>
/// <param name="Held">Seats that are held.</param>
/// <param name="Sold">Seats that are sold.</param>
/// <param name="Seats">A letter a seat, from seat 1 on: <c>F</c> free, <c>H</c> held, <c>S</c> sold.</param>
internal sealed record SeatMapResponse(
    long ScheduleId, long ConcertId, DateTimeOffset StartsAt, long Price, int Free, int Held, int Sold, string Seats)
{
    internal static SeatMapResponse Of(long scheduleId, SeatMap map) =>
        new(scheduleId, map.ConcertId, map.StartsAt, map.Price, map.Free, map.Held, map.Sold, map.Statuses!);
}
