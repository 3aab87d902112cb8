namespace Commerce.Concerts;

/// <summary>The concert was created or changed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schedules">All of its schedules, by their ids.</param>
internal sealed record ConcertDefined(string Name, IReadOnlyList<Schedule> Schedules);
