using Commerce.WaitingQueue;

namespace Commerce.Concerts;

/// <summary>The concert was created or changed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schedules">All of its schedules, by their ids.</param>
/// <param name="Queue">The queue before it, or <see langword="null"/>.</param>
internal sealed record ConcertDefined(string Name, IReadOnlyList<Schedule> Schedules, QueueSettings? Queue);
