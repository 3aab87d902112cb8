using Commerce.Journaling;

namespace Commerce.WaitingQueue;

/// <summary>What a queue did by itself.</summary>
/// <param name="Admitted">The tokens of those who were let in.</param>
/// <param name="Lapsed">Tokens that gave up their places.</param>
/// <param name="Again">Whether there may be more to do at this moment.</param>
internal sealed record QueueStep(IReadOnlyList<long> Admitted, int Lapsed, bool Again)
{
    public static readonly QueueStep None = new([], 0, Again: false);
}

/// <summary>Whom a queue lets in, and who has left. Pure, as <see cref="QueueRules"/>.</summary>
internal static class AdmissionRules
{
    /// <summary>The most tokens in one event.</summary>
    public const int MaxInEvent = 1_000;

    private static readonly Decision<QueueStep, IQueueEvent> s_nothing = new(QueueStep.None, []);

    /// <summary>
    /// Holds the lottery when it is due; else admits customers in their turn, as far as both bounds allow. A customer who has not asked
    /// within the waiting timeout is not admitted and loses the place; while nobody asks at all, nobody is admitted.
    /// </summary>
    public static Decision<QueueStep, IQueueEvent> Advance(QueueState state, QueueLiveness liveness, DateTimeOffset now, string seed)
    {
        var moment = state.Moment(now);
        if (state.Settings is not { } settings || state.Line.Waiting == 0 || !QueueRules.IsOpen(settings, moment))
            return s_nothing;
        if (QueueRules.IsDrawDue(state, moment))
            return new(new([], 0, Again: true), [QueueRules.Draw(state, moment, seed)]);
        if (!liveness.IsHeard(settings))
            return s_nothing;

        var room = Math.Min(settings.MaxActive - state.Slots.CountAt(moment),
            settings.AdmissionsPerSecond - state.AdmittedInSecondTo(moment));
        var (admitted, customers, lapsed) = (new List<long>(), new List<long>(), new List<long>());
        for (var rank = state.Line.Head; rank <= state.Line.Issued && admitted.Count < room; rank++)
        {
            var number = state.Line.NumberAt(rank);
            if (state.Line.CustomerOf(number) is not { } customerId)
                continue;
            if (liveness.IsSilent(number, settings))
                lapsed.Add(number);
            else
            {
                admitted.Add(number);
                customers.Add(customerId);
            }
            if (admitted.Count + lapsed.Count == MaxInEvent)
                break;
        }
        var events = new List<IQueueEvent>();
        if (lapsed.Count > 0)
            events.Add(new QueueLapsed(lapsed, moment));
        if (admitted.Count > 0)
            events.Add(new QueueAdmitted(admitted, customers, moment, moment + TimeSpan.FromSeconds(settings.ActiveSeconds)));
        return new(new(admitted, lapsed.Count, admitted.Count + lapsed.Count == MaxInEvent), events);
    }

    /// <summary>Removes all customers from the line who have not asked within the waiting timeout.</summary>
    public static Decision<QueueStep, IQueueEvent> Sweep(QueueState state, QueueLiveness liveness, DateTimeOffset now)
    {
        var moment = state.Moment(now);
        if (state.Settings is not { } settings)
            return s_nothing;
        var lapsed = new List<long>();
        foreach (var number in state.Line.Numbers())
        {
            if (liveness.IsSilent(number, settings))
                lapsed.Add(number);
            if (lapsed.Count == MaxInEvent)
                break;
        }
        return lapsed.Count == 0 ? s_nothing : new(new([], lapsed.Count, lapsed.Count == MaxInEvent), [new QueueLapsed(lapsed, moment)]);
    }
}
