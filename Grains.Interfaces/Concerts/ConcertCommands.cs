using System.Globalization;
using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>A schedule as it is defined.</summary>
/// <param name="ScheduleId">Its id; see <see cref="IdBounds"/>. A schedule belongs to one concert for ever.</param>
/// <param name="StartsAt">When the concert starts: from then on no seat can be held.</param>
/// <param name="Price">Won a seat; 0 to <see cref="ConcertBounds.MaxPrice"/>. Seats that are held keep the price they were held at.</param>
/// <param name="Seats">How many seats; 1 to <see cref="ConcertBounds.MaxSeats"/>. They are numbered from 1.</param>
[GenerateSerializer, Immutable, Alias("commerce.ScheduleDefinition")]
public sealed record ScheduleDefinition(
    [property: Id(0)] long ScheduleId,
    [property: Id(1)] DateTimeOffset StartsAt,
    [property: Id(2)] long Price,
    [property: Id(3)] int Seats)
{
    // Hashed into receipts, so the text outlives every renaming: it is written out, and never changes.
    internal string Content => string.Create(CultureInfo.InvariantCulture, $"{ScheduleId} {StartsAt.ToUniversalTime():O} {Price} {Seats}");

    internal void Validate(string field)
    {
        Require.Id(ScheduleId, $"{field}.scheduleId");
        Require.Range(Price, 0, ConcertBounds.MaxPrice, $"{field}.price");
        Require.Range(Seats, 1, ConcertBounds.MaxSeats, $"{field}.seats");
    }
}

/// <summary>Creates a concert or extends it.</summary>
/// <param name="Name">1 to <see cref="ConcertBounds.MaxNameLength"/> characters.</param>
/// <param name="Schedules">1 to <see cref="ConcertBounds.MaxSchedules"/>, each id once; those the concert has and this does not
/// name stay.</param>
/// <param name="Queue">The queue before it; <see langword="null"/> leaves it as it is.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="IfMatch">
/// The definition has to be one of these, see <see cref="Concert.Revision"/>, or any when <see cref="Revision.Any"/> is among them;
/// <see langword="null"/> asks for none.
/// </param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineConcert")]
public sealed record DefineConcert(
    [property: Id(0)] string Name,
    [property: Id(1)] IReadOnlyList<ScheduleDefinition> Schedules,
    [property: Id(2)] QueueSettings? Queue,
    [property: Id(3)] Guid? CommandId,
    [property: Id(4)] IReadOnlyList<string>? IfMatch = null,
    [property: Id(5)] Actor? Actor = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture,
        $"define {Name}\n{Queue?.Content}\n{string.Join('\n', Schedules.Select(schedule => schedule.Content))}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Text(Name, ConcertBounds.MaxNameLength, "name");
        Require.Items(Schedules, ConcertBounds.MaxSchedules, "schedules");
        for (var i = 0; i < Schedules.Count; i++)
            Schedules[i].Validate($"schedules[{i}]");
        Queue?.Validate();
        Require.Once(Schedules, schedule => schedule.ScheduleId, "schedules", "scheduleId");
    }
}
