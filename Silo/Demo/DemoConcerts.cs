using Commerce.Concerts;
using Commerce.WaitingQueue;

namespace Commerce.Demo;

/// <summary>The demo concert.</summary>
internal static class DemoConcerts
{
    private const long ConcertId = 7001;
    private const long Price = 1_000; // the customers of the load profiles pay for many seats
    private const int MaxActive = 1_000;
    private const int AdmissionsPerSecond = 500;

    private static readonly TimeSpan s_away = TimeSpan.FromDays(365);

    /// <summary>One concert behind a queue, with two schedules of 50 seats and one of 10,000.</summary>
    /// <param name="today">The day it is defined.</param>
    public static (long Id, DefineConcert Definition) Concert(DateTimeOffset today) => (ConcertId, new(
        "Orleans Philharmonic",
        [
            new(8001, today + s_away, Price, 50),
            new(8002, today + s_away + TimeSpan.FromDays(1), Price, 50),
            new(8003, today + s_away + TimeSpan.FromDays(2), Price, 10_000),
        ],
        new QueueSettings(MaxActive, AdmissionsPerSecond),
        null));
}
