using System.Collections.Concurrent;

namespace Commerce.Concerts;

/// <summary>
/// Seat maps that this front-end has seen last: the block is asked each time, and says only what is new. A map of ten thousand
/// seats travels when it changed, not when it is asked for.
/// </summary>
internal sealed class FollowedSeats(IGrainFactory grains)
{
    private const int MaxSchedules = 1_000;

    private readonly ConcurrentDictionary<long, SeatMap> _latest = [];

    /// <summary>Reads a schedule's seats, with their letters.</summary>
    /// <returns>The seats, or <see langword="null"/> when there is no such schedule.</returns>
    public async Task<SeatMap?> ReadAsync(long scheduleId)
    {
        var known = _latest.GetValueOrDefault(scheduleId);
        if (await grains.Grain<ISeatBlockGrain>(scheduleId).GetMap(known?.Version) is not { } map)
            return null;
        if (map.Statuses is null)
            return map with { Statuses = known!.Statuses };
        if (_latest.Count >= MaxSchedules)
            _latest.Clear();
        _latest[scheduleId] = map;
        return map;
    }
}
