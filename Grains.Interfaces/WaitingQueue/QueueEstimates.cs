namespace Commerce.WaitingQueue;

/// <summary>How long a token will wait, and when its client asks again: the same wherever it is told.</summary>
public static class QueueEstimates
{
    /// <summary>The time over which admissions per second are counted.</summary>
    public static readonly TimeSpan Lately = TimeSpan.FromSeconds(10);

    // A client asks again after a tenth of its wait: its place has changed visibly by then, and those far behind ask seldom.
    private const int AsksPerWait = 10;

    // After the opening this many clients ask per second at the most, however many came before it.
    private const int AsksPerSecondAtOpening = 10_000;

    private static readonly TimeSpan s_soonest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_latest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>How long a token waits until it is admitted, about.</summary>
    /// <param name="settings">How the queue admits.</param>
    /// <param name="position">The token's place, from 1.</param>
    /// <param name="free">Slots that nobody has at this moment.</param>
    /// <param name="admittedPerSecond">How many were admitted per second lately; 0 when that is not known.</param>
    /// <returns>At most 30 days.</returns>
    public static TimeSpan Wait(QueueSettings settings, long position, long free, double admittedPerSecond)
    {
        ArgumentNullException.ThrowIfNull(settings);
        double most = settings.AdmissionsPerSecond;
        if (position <= free)
            return Bounded(position / most);
        // Once all slots are taken, the next customer is admitted when another one leaves.
        var turnover = Math.Min(most, admittedPerSecond > 0 ? admittedPerSecond : (double)settings.MaxActive / settings.ActiveSeconds);
        return Bounded(Math.Max(0, free) / most + (position - Math.Max(0, free)) / turnover);
    }

    /// <summary>When the client of a waiting token asks again: the later the farther away, and in time to keep the place.</summary>
    /// <param name="settings">How the queue admits.</param>
    /// <param name="wait">How long the token waits, about.</param>
    /// <returns>Whole seconds, 1 to 60.</returns>
    public static TimeSpan RetryAfter(QueueSettings settings, TimeSpan wait) =>
        Whole(wait / AsksPerWait, LatestRetryAfter(settings));

    /// <summary>When the client of a token asks again that waits for the opening.</summary>
    /// <param name="settings">How the queue admits.</param>
    /// <param name="untilOpening">How long until then.</param>
    /// <param name="number">The token's number: clients ask one after the other, for nobody loses a place by asking later.</param>
    /// <returns>Whole seconds, 1 to 60.</returns>
    public static TimeSpan RetryAfterOpening(QueueSettings settings, TimeSpan untilOpening, long number) =>
        Whole(untilOpening + TimeSpan.FromSeconds(1 + number / AsksPerSecondAtOpening), LatestRetryAfter(settings));

    /// <summary>A waiting token as its holder sees it.</summary>
    /// <param name="text">The token's text.</param>
    /// <param name="settings">How the queue admits.</param>
    /// <param name="number">The token's number.</param>
    /// <param name="opensAt">When the lottery is held; <see langword="null"/> once it was, or when there is none.</param>
    /// <param name="moment">When this is told.</param>
    /// <param name="position">Counts the token's place; asked only when it has one.</param>
    /// <param name="waiting">Tokens that wait.</param>
    /// <param name="free">Slots that nobody has at this moment.</param>
    /// <param name="admittedPerSecond">How many were admitted per second lately; 0 when that is not known.</param>
    public static QueueTicket Waiting(string text, QueueSettings settings, long number, DateTimeOffset? opensAt, DateTimeOffset moment,
        Func<long> position, long waiting, long free, double admittedPerSecond)
    {
        ArgumentNullException.ThrowIfNull(position);
        if (opensAt is { } opening)
        {
            var untilOpening = opening > moment ? opening - moment : TimeSpan.Zero;
            // Before the lottery nobody has a place: the estimate is that of a place in the middle.
            var wait = untilOpening + Wait(settings, (waiting + 1) / 2, free, 0);
            return new(text, QueueTicketStatus.Waiting, 0, wait, RetryAfterOpening(settings, untilOpening, number), null, opening);
        }
        var place = position();
        var estimate = Wait(settings, place, free, admittedPerSecond);
        return new(text, QueueTicketStatus.Waiting, place, estimate, RetryAfter(settings, estimate), null, null);
    }

    /// <summary>
    /// The longest that the client of a waiting token is told to wait: it asks three times within the timeout, so that no place is lost if
    /// one question gets lost.
    /// </summary>
    /// <param name="settings">How the queue admits.</param>
    /// <returns>3 to 60 seconds.</returns>
    public static TimeSpan LatestRetryAfter(QueueSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var third = TimeSpan.FromSeconds(settings.WaitingTimeoutSeconds / 3);
        return third < s_latest ? third : s_latest;
    }

    private static TimeSpan Whole(TimeSpan time, TimeSpan latest)
    {
        var bounded = time < s_soonest ? s_soonest : time > latest ? latest : time;
        return TimeSpan.FromSeconds(Math.Ceiling(bounded.TotalSeconds));
    }

    private static TimeSpan Bounded(double seconds) =>
        seconds < s_longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : s_longest;
}
