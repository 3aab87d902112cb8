using System.Globalization;

namespace Commerce.Concerts;

/// <summary>Opens a reservation.</summary>
/// <param name="ConcertId">The concert.</param>
/// <param name="ScheduleId">The schedule.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Price">Won, as of this moment.</param>
/// <param name="HeldAt">Since when the seat is held.</param>
/// <param name="ExpiresAt">First moment it no longer is.</param>
/// <param name="QueueNumber">The number of the queue token it was held with, or <see langword="null"/>.</param>
[GenerateSerializer, Immutable, Alias("commerce.OpenReservation")]
public sealed record OpenReservation(
    [property: Id(0)] long ConcertId,
    [property: Id(1)] long ScheduleId,
    [property: Id(2)] long SeatId,
    [property: Id(3)] long CustomerId,
    [property: Id(4)] long Price,
    [property: Id(5)] DateTimeOffset HeldAt,
    [property: Id(6)] DateTimeOffset ExpiresAt,
    [property: Id(7)] long? QueueNumber) : ICommand
{
    /// <summary>None: the reservation itself remembers what it was opened with.</summary>
    public Guid? CommandId => null;

    /// <inheritdoc/>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"open {ScheduleId} {SeatId} {CustomerId}");

    /// <inheritdoc/>
    public void Validate()
    {
        Require.Id(ConcertId, "concertId");
        Require.Id(ScheduleId, "scheduleId");
        Require.Id(SeatId, "seatId");
        Require.CustomerId(CustomerId, "userId");
        Require.Range(Price, 0, ConcertBounds.MaxPrice, "price");
    }
}

/// <summary>Pays for a reservation.</summary>
/// <param name="CommandId">See <see cref="ICommand.CommandId"/>.</param>
/// <param name="OnBehalfOf">
/// The customer who asks: another's reservation is not found then. <see langword="null"/> for whoever may pay anybody's. It is no part
/// of what is asked, and so not of <see cref="Content"/>.
/// </param>
[GenerateSerializer, Immutable, Alias("commerce.PayReservation")]
public sealed record PayReservation([property: Id(0)] Guid? CommandId, [property: Id(1)] long? OnBehalfOf = null) : ICommand
{
    /// <inheritdoc/>
    public string Content => "pay";

    /// <inheritdoc/>
    public void Validate()
    {
        // It has no values to check.
    }
}
