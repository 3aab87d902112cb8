using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>The decisions of a queue. Pure: state, command, time and seed in; outcome and events out.</summary>
internal static class QueueRules
{
    public static Decision<DefineQueueOutcome, IQueueEvent> Define(QueueState state, DefineQueue command, DateTimeOffset now)
    {
        command.Validate();
        var settings = command.Settings with { OpensAt = command.Settings.OpensAt?.ToUniversalTime() };
        if (state.Settings == settings && !state.IsShut)
            return new(new(DefineQueueStatus.Unchanged, settings), []);
        if (state.Settings is { } before && before.OpensAt != settings.OpensAt && HasOpened(state, state.Moment(now)))
            return new(new(DefineQueueStatus.AlreadyOpened, before), []);
        var status = state.Settings is null ? DefineQueueStatus.Created : DefineQueueStatus.Updated;
        return new(new(status, settings), [QueueDefined.Of(settings)]);
    }

    /// <summary>Lets nobody join any more; those who are there stay.</summary>
    public static Decision<ShutQueueOutcome, IQueueEvent> Shut(QueueState state) => state.Settings is { } settings && !state.IsShut
        ? new(new(ShutQueueStatus.Shut), [QueueDefined.Of(settings) with { IsShut = true }])
        : new(new(ShutQueueStatus.Unchanged), []);

    /// <summary>Gives tokens to customers who asked in the same moment, one after the other.</summary>
    /// <returns>An outcome for each command, and one event for all who got a token.</returns>
    public static Decision<IReadOnlyList<JoinQueueOutcome>, IQueueEvent> Join(
        QueueState state, IReadOnlyList<JoinQueue> commands, DateTimeOffset now, string seed)
    {
        var moment = state.Moment(now);
        var outcomes = new JoinQueueOutcome[commands.Count];
        var numbers = new OrderedDictionary<long, long>(); // of those who get a token here
        for (var i = 0; i < outcomes.Length; i++)
        {
            commands[i].Validate();
            outcomes[i] = Join(state, commands[i].CustomerId, numbers, moment);
        }
        if (numbers.Count == 0)
            return new(outcomes, []);
        var joined = new QueueJoined(state.Line.Issued + 1, [.. numbers.Keys], moment);
        // Customers who come at the opening or later take no part in the lottery.
        return new(outcomes, IsDrawDue(state, moment) ? [Draw(state, moment, seed), joined] : [joined]);
    }

    public static Decision<CloseQueueTokenOutcome, IQueueEvent> Close(QueueState state, CloseQueueToken command, DateTimeOffset now)
    {
        command.Validate();
        var moment = state.Moment(now);
        var holder = state.Line.CustomerOf(command.Number) ?? state.Slots.CustomerOf(command.Number, moment);
        return holder == command.CustomerId
            ? new(new(CloseQueueTokenStatus.Closed), [new QueueClosed(command.Number, command.CustomerId, moment)])
            : new(new(CloseQueueTokenStatus.NotLive), []);
    }

    /// <summary>Whether a token lets its holder in at a moment.</summary>
    public static QueueCheck Check(QueueState state, QueueKey queue, QueueClaim claim, DateTimeOffset now)
    {
        if (state.Key is not { } key || !QueueToken.TryRead(claim.Token, out var token) || token.Queue != queue
            || token.CustomerId != claim.CustomerId || !token.IsSigned(claim.Token, key))
        {
            return new(QueueCheckStatus.NoToken, 0, null);
        }
        return state.Slots.UntilOf(token.Number, state.Moment(now)) is { } until
            ? new(QueueCheckStatus.Active, token.Number, until)
            : new(QueueCheckStatus.NotActive, token.Number, null);
    }

    /// <summary>Whether people are admitted at a moment.</summary>
    public static bool IsOpen(QueueSettings settings, DateTimeOffset moment) => settings.OpensAt is not { } opensAt || opensAt <= moment;

    /// <summary>Whether the opening has come, and the lottery was not held yet.</summary>
    public static bool IsDrawDue(QueueState state, DateTimeOffset moment) =>
        !state.IsDrawn && state.Settings is { OpensAt: not null } settings && IsOpen(settings, moment);

    public static QueueDrawn Draw(QueueState state, DateTimeOffset moment, string seed) => new(seed, (int)state.Line.Issued, moment);

    // While nobody has come to a queue, its opening time can still be changed.
    private static bool HasOpened(QueueState state, DateTimeOffset moment) =>
        state.Line.Issued > 0 && (state.HasAdmitted || state.IsDrawn || IsDrawDue(state, moment));

    private static JoinQueueOutcome Join(
        QueueState state, long customerId, OrderedDictionary<long, long> joinedHere, DateTimeOffset moment)
    {
        if (state.Settings is null || state.IsShut)
            return new(JoinQueueStatus.NotFound, 0);
        var number = state.Line.NumberOf(customerId);
        if (number == 0)
            number = state.Slots.NumberOf(customerId, moment);
        if (number != 0 || joinedHere.TryGetValue(customerId, out number))
            return new(JoinQueueStatus.AlreadyJoined, number);
        if (state.Line.Waiting + joinedHere.Count >= QueueBounds.MaxWaiting)
            return new(JoinQueueStatus.Full, 0);
        number = state.Line.Issued + joinedHere.Count + 1;
        joinedHere.Add(customerId, number);
        return new(JoinQueueStatus.Joined, number);
    }
}
