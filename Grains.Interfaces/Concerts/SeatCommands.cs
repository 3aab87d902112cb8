using System.Globalization;

namespace Commerce.Concerts;

/// <summary>Creates a schedule's seats or changes them.</summary>
/// <param name="ConcertId">The concert it belongs to.</param>
/// <param name="Schedule">The schedule; its id is the grain's.</param>
/// <param name="HasQueue">Whether seats are held only for those whom the concert's queue let in.</param>
/// <param name="Actor">See <see cref="ICommand.Actor"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.DefineSeatBlock")]
public sealed record DefineSeatBlock(
    [property: Id(0)] long ConcertId,
    [property: Id(1)] ScheduleDefinition Schedule,
    [property: Id(2)] bool HasQueue,
    [property: Id(3)] Actor? Actor = null) : ICommand
{
    /// <summary>None: defining the same again changes nothing.</summary>
    public Guid? CommandId => null;

    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"define {ConcertId} {HasQueue}\n{Schedule.Content}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Id(ConcertId, "concertId");
        if (Schedule is null)
            throw new OutOfBoundsException("schedule", "schedule is required.");
        Schedule.Validate("schedule");
    }
}

/// <summary>Holds a seat.</summary>
/// <param name="ReservationId">The reservation's id; the caller makes it, and the hold is known by it.</param>
/// <param name="CustomerId">Who wants it; see <see cref="IdBounds"/>.</param>
/// <param name="SeatId">Which seat.</param>
/// <param name="QueueToken">What the customer shows to be let in, or <see langword="null"/>. Any text may be shown.</param>
/// <param name="Keyed">Whether the caller may repeat it under the same reservation id.</param>
[GenerateSerializer, Immutable, Alias("commerce.HoldSeat")]
public sealed record HoldSeat(
    [property: Id(0)] Guid ReservationId,
    [property: Id(1)] long CustomerId,
    [property: Id(2)] long SeatId,
    [property: Id(3)] string? QueueToken,
    [property: Id(4)] bool Keyed) : ICommand
{
    /// <summary>None: the reservation's own id makes it repeatable, for as long as there is the reservation.</summary>
    public Guid? CommandId => null;

    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"hold {ReservationId:N} {CustomerId} {SeatId}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.ReservationId(ReservationId);
        Require.CustomerId(CustomerId, "userId");
        Require.Id(SeatId, "seatId");
    }
}

/// <summary>Sells a held seat.</summary>
/// <param name="ReservationId">The reservation that holds it.</param>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="NotBefore">See <see cref="ICommand.NotBefore"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.SellSeat")]
public sealed record SellSeat(
    [property: Id(0)] Guid ReservationId,
    [property: Id(1)] Guid? CommandId,
    [property: Id(2)] DateTimeOffset? NotBefore) : ICommand
{
    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"sell {ReservationId:N}");

    /// <inheritdoc/>
    public void Validate() => Require.ReservationId(ReservationId);
}
