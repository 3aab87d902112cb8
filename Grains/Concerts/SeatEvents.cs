namespace Commerce.Concerts;

/// <summary>What happened to a schedule's seats.</summary>
internal interface ISeatEvent;

/// <summary>The schedule was created or changed.</summary>
/// <param name="ConcertId">The concert.</param>
/// <param name="StartsAt">When the concert starts.</param>
/// <param name="Price">Won a seat.</param>
/// <param name="Seats">How many seats.</param>
/// <param name="HasQueue">Whether the concert has a queue.</param>
internal sealed record SeatBlockDefined(
    long ConcertId,
    DateTimeOffset StartsAt,
    long Price,
    int Seats,
    bool HasQueue) : ISeatEvent;

/// <summary>A seat is held. Every hold of the block that was over by then is gone.</summary>
/// <param name="ReservationId">What it is held by.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="CustomerId">Who holds it.</param>
/// <param name="Price">Won, as of then.</param>
/// <param name="HeldAt">Since when.</param>
/// <param name="ExpiresAt">First moment it no longer is.</param>
/// <param name="HoldsEndAt">Where every hold of this customer ends that is begun from the first one on.</param>
/// <param name="HoldsAgainAt">When the customer can begin anew.</param>
/// <param name="QueueNumber">The number of the queue token it was held with, or <see langword="null"/>.</param>
internal sealed record SeatHeld(
    Guid ReservationId,
    int SeatId,
    long CustomerId,
    long Price,
    DateTimeOffset HeldAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset HoldsEndAt,
    DateTimeOffset HoldsAgainAt,
    long? QueueNumber) : ISeatEvent;

/// <summary>A seat was let go.</summary>
/// <param name="ReservationId">What it was held by.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="CustomerId">Who held it.</param>
internal sealed record SeatReleased(
    Guid ReservationId,
    int SeatId,
    long CustomerId) : ISeatEvent;

/// <summary>A seat was sold to the reservation that held it.</summary>
/// <param name="ReservationId">The reservation.</param>
/// <param name="SeatId">The seat.</param>
/// <param name="CustomerId">Whose it is.</param>
internal sealed record SeatSold(
    Guid ReservationId,
    int SeatId,
    long CustomerId) : ISeatEvent;
