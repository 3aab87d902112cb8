namespace Commerce.WaitingQueue;

/// <summary>What a queue tells of its tokens.</summary>
internal static class QueueTickets
{
    /// <summary>A token as its holder sees it.</summary>
    /// <param name="state">The queue; it exists.</param>
    /// <param name="token">The token; it was issued.</param>
    /// <param name="admittedPerSecond">How many were admitted per second lately; 0 when that is not known.</param>
    /// <param name="now">When.</param>
    public static QueueTicket Ticket(QueueState state, QueueToken token, double admittedPerSecond, DateTimeOffset now)
    {
        var (settings, moment, text) = (state.Settings!, state.Moment(now), token.Sign(state.Key));
        if (state.Slots.UntilOf(token.Number, moment) is { } until)
            return new(text, QueueTicketStatus.Active, 0, TimeSpan.Zero, TimeSpan.Zero, until, null);
        if (state.Line.CustomerOf(token.Number) is null)
            return new(text, QueueTicketStatus.Expired, 0, TimeSpan.Zero, TimeSpan.Zero, null, null);
        return QueueEstimates.Waiting(text, settings, token.Number, state.IsDrawn ? null : settings.OpensAt, moment,
            () => state.Line.PositionOf(token.Number), state.Line.Waiting, settings.MaxActive - state.Slots.CountAt(moment),
            admittedPerSecond);
    }

    /// <summary>All that a front-end needs to tell the same.</summary>
    public static QueueView View(QueueState state, double admittedPerSecond, DateTimeOffset now)
    {
        var moment = state.Moment(now);
        var (first, gone) = state.Line.CopyGone();
        return new(state.Version, state.Key!, state.Settings!, state.Line.Issued, state.Line.Head, state.Line.Waiting, state.Line.Draw,
            state.IsDrawn || state.Settings!.OpensAt is null, first, gone,
            [.. state.Slots.All.Where(slot => slot.Until > moment).Select(slot => new QueueSlot(slot.Number, slot.Until))],
            admittedPerSecond);
    }

    public static QueueSummary? Summary(QueueState state, DateTimeOffset now) => state.Settings is { } settings
        ? new(settings, state.Line.Waiting, state.Slots.CountAt(state.Moment(now)), state.Line.Issued)
        : null;
}
