namespace Commerce.Concerts;

/// <summary>Bounds of concerts, their schedules and seats.</summary>
public static class ConcertBounds
{
    /// <summary>The longest name of a concert, in characters.</summary>
    public const int MaxNameLength = 200;

    /// <summary>The most schedules of a concert.</summary>
    public const int MaxSchedules = 100;

    /// <summary>The most seats of a schedule. A seat's id is its number there, 1 to the number of seats.</summary>
    public const int MaxSeats = 100_000;

    /// <summary>The most won of a seat.</summary>
    public const long MaxPrice = 1_000_000_000;
}
