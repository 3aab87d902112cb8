using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>How the streams of concerts are named.</summary>
internal static class ConcertStreams
{
    public const string Category = "concert";

    public static StreamName Of(long concertId) => new(Category, concertId);
}

/// <summary>How the streams of schedules' seats are named.</summary>
internal static class SeatBlockStreams
{
    public const string Category = "seat-block";

    public static StreamName Of(long scheduleId) => new(Category, scheduleId);
}

/// <summary>How the streams of reservations are named.</summary>
internal static class ReservationStreams
{
    public const string Category = "reservation";
}
