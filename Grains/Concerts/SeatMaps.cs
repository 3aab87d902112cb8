using System.Globalization;

namespace Commerce.Concerts;

/// <summary>
/// Seat maps: drawn once, and given to everybody until something changes. The end of a hold changes a map without an event, so a
/// map is drawn again when the next hold ends.
/// </summary>
internal sealed class SeatMaps
{
    private SeatMap? _latest;
    private long _changes = -1;
    private DateTimeOffset _from;
    private DateTimeOffset _until;

    /// <summary>The seats at a moment; without the letters when the caller's version is this one.</summary>
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
        // Holds end in the order of their times. So after the same number of events, the number of live holds tells which ones they are.
        var version = string.Create(CultureInfo.InvariantCulture, $"{state.Changes}-{held}");
        return new(schedule.ConcertId, schedule.Price, schedule.StartsAt, version,
            schedule.Seats - held - state.Sold, held, state.Sold, letters);
    }
}
