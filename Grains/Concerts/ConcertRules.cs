using Commerce.Journaling;

namespace Commerce.Concerts;

/// <summary>The decisions of a concert. Pure: state, command and what its schedules answered in; outcome and events out.</summary>
internal static class ConcertRules
{
    public static Decision<DefineConcertOutcome, ConcertDefined> Define(
        ConcertState state, long concertId, DefineConcert command, IReadOnlyList<DefineSeatBlockStatus> schedules)
    {
        command.Validate();
        Require.Id(concertId, "concertId");
        if (!Revision.IsExpected(command.IfMatch, Concert(state, concertId)?.Revision()))
            return Refuse(DefineConcertStatus.VersionMismatch);
        var defined = Merge(state.Defined, command);
        if (defined.Schedules.Count > ConcertBounds.MaxSchedules)
            return Refuse(DefineConcertStatus.TooManySchedules);
        if (schedules.Contains(DefineSeatBlockStatus.ScheduleTaken))
            return Refuse(DefineConcertStatus.ScheduleTaken);
        if (schedules.Contains(DefineSeatBlockStatus.SeatsBelowTaken))
            return Refuse(DefineConcertStatus.SeatsBelowTaken);
        if (state.Defined is { } before && before.Name == defined.Name && before.Queue == defined.Queue
            && before.Schedules.SequenceEqual(defined.Schedules))
            return new(new(DefineConcertStatus.Unchanged, Concert(before, concertId)), []);
        var status = state.Defined is null ? DefineConcertStatus.Created : DefineConcertStatus.Updated;
        return new(new(status, Concert(defined, concertId)), [defined]);

        Decision<DefineConcertOutcome, ConcertDefined> Refuse(DefineConcertStatus refusal) =>
            new(new(refusal, Concert(state, concertId)), []);
    }

    public static Concert? Concert(ConcertState state, long concertId) =>
        state.Defined is { } defined ? Concert(defined, concertId) : null;

    private static Concert Concert(ConcertDefined defined, long concertId) =>
        new(concertId, defined.Name, defined.Schedules, defined.Queue);

    /// <summary>The concert as the command makes it.</summary>
    public static ConcertDefined Merge(ConcertDefined? before, DefineConcert command)
    {
        var schedules = new SortedDictionary<long, Schedule>();
        foreach (var schedule in before?.Schedules ?? [])
            schedules[schedule.ScheduleId] = schedule;
        foreach (var schedule in command.Schedules)
            schedules[schedule.ScheduleId] = new(schedule.ScheduleId, schedule.StartsAt, schedule.Price, schedule.Seats);
        return new(command.Name, [.. schedules.Values], command.Queue ?? before?.Queue);
    }
}
