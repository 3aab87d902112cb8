namespace Commerce.Concerts;

/// <summary>
/// The seats of one schedule: free, held until a moment, or sold. The key is the schedule id, 1 to 2^53 - 1. A hold is over at
/// its end by the clock of the silo that decides, and by nothing else: no timer has to have run.
/// </summary>
[Alias("commerce.ISeatBlockGrain")]
public interface ISeatBlockGrain : IGrainWithIntegerKey
{
    /// <summary>Tells what <see cref="Define"/> would decide, and changes nothing.</summary>
    /// <param name="command">The schedule.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds.</exception>
    [Alias("Preview")]
    Task<DefineSeatBlockStatus> Preview(DefineSeatBlock command);

    /// <summary>Creates the block or changes it. No seat that is held or sold is taken back.</summary>
    /// <param name="command">The schedule.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Define")]
    Task<Reply<DefineSeatBlockOutcome>> Define(DefineSeatBlock command);

    /// <summary>Holds a seat for a customer, and opens the reservation. The same id again is a repetition.</summary>
    /// <param name="command">Who wants which seat.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Hold")]
    Task<Reply<HoldSeatOutcome>> Hold(HoldSeat command);

    /// <summary>Sells the seat that a reservation holds, to that reservation and to no other.</summary>
    /// <param name="command">The reservation.</param>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    /// <exception cref="OutOfBoundsException">A value is outside its bounds; nothing changed.</exception>
    [Alias("Sell")]
    Task<Reply<SellSeatOutcome>> Sell(SellSeat command);

    /// <summary>Lets go of the seat that a reservation holds; does nothing when it holds none.</summary>
    /// <param name="reservationId">The reservation.</param>
    /// <returns>Whether it held a seat.</returns>
    /// <exception cref="CommerceUnavailableException">The store is unavailable or full.</exception>
    [Alias("Release")]
    Task<bool> Release(Guid reservationId);

    /// <summary>Reads the seats as they are at this moment.</summary>
    /// <param name="knownVersion">The <see cref="SeatMap.Version"/> that the caller has; <see langword="null"/> for none.</param>
    /// <returns>The seats; without <see cref="SeatMap.Statuses"/> when they are as the caller knows them. <see langword="null"/>
    /// when there is no such schedule.</returns>
    [Alias("GetMap")]
    Task<SeatMap?> GetMap(string? knownVersion);
}
