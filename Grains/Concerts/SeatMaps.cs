using System.Globalization;

namespace Commerce.Concerts;

/// <summary>
/// Seat maps as they are asked for: drawn once for everybody who asks while nothing changes. A hold that is over is a change
/// without an event, so a map has an end.
/// </summary>
internal sealed class SeatMaps
{
    private SeatMap? _latest;
    private long _changes = -1;
    private DateTimeOffset _from;
    private DateTimeOffset _until;

    /// <summary>The seats at a moment; without the letters for one who has them.</summary>
    public SeatMap? Of(SeatBlockState state, DateTimeOffset clock, string? knownVersion)
    {
        if (state.Defined is not { } schedule)
            return null;
        var now = SeatRules.At(state, clock);
        if (_latest is null || _changes != state.Changes || now < _from || now >= _until)
        {
            var (held, nextEnd) = state.HoldsAt(now);
            (_latest, _changes, _from, _until) = (Draw(state, schedule, held, now), state.Changes, now, nextEnd);
        }
        return _latest.Version == knownVersion ? _latest with { Statuses = null } : _latest;
    }

    private static SeatMap Draw(SeatBlockState state, SeatBlockDefined schedule, int held, DateTimeOffset now)
    {
        var letters = string.Create(schedule.Seats, (state, now), static (text, seats) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = seats.state.At(i + 1) switch
                {
                    { IsSold: true } => SeatLetters.Sold,
                    { } claim when claim.Takes(seats.now) => SeatLetters.Held,
                    _ => SeatLetters.Free,
                };
            }
        });
        // The same events and as many holds left are the same seats: those that ended first are the ones that are gone.
        var version = string.Create(CultureInfo.InvariantCulture, $"{state.Changes}-{held}");
        return new(schedule.ConcertId, schedule.Price, schedule.StartsAt, version,
            schedule.Seats - held - state.Sold, held, state.Sold, letters);
    }
}
