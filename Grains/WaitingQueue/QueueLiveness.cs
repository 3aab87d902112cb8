namespace Commerce.WaitingQueue;

/// <summary>
/// When the clients of waiting tokens asked last, to the second; 4 bytes a token. Not journaled: to a new activation, all have
/// asked when it began, so that nobody loses a place by a silo's end.
/// </summary>
/// <remarks>
/// It has a time of its own, which passes while clients can ask. Not the clock's, which may be set. A silo that stood still has heard
/// nobody meanwhile: it counts as <see cref="LongestTick"/>. When nobody asks at all, it is more likely that nobody can than that all left
/// at once: that counts as a third of the timeout, within which each of them was told to ask, until it has lasted for
/// <see cref="LongestQuiet"/>.
/// </remarks>
internal sealed class QueueLiveness
{
    /// <summary>What passes at the most between two ticks.</summary>
    public static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(1);

    /// <summary>Who is not back by then, after nobody could ask, loses the place.</summary>
    public static readonly TimeSpan LongestQuiet = TimeSpan.FromMinutes(15);

    private readonly Dictionary<int, int[]> _pages = []; // seconds since the beginning, 0 for never
    private TimeSpan _now;
    private TimeSpan _quiet; // since anybody asked
    private TimeSpan _allAsked; // everybody counts as having asked then

    /// <summary>
    /// Whether anybody asked lately. If not, nobody is let in: who cannot ask would not hear of it, and the time inside goes by.
    /// </summary>
    /// <param name="settings">How the queue admits.</param>
    public bool IsHeard(QueueSettings settings) => _quiet <= TimeoutOf(settings) / 2;

    /// <summary>Lets time pass.</summary>
    /// <param name="elapsed">Since the last tick.</param>
    /// <param name="settings">How the queue admits.</param>
    public void Pass(TimeSpan elapsed, QueueSettings settings)
    {
        var passed = elapsed < LongestTick ? elapsed : LongestTick;
        _quiet += passed;
        if (_quiet <= TimeoutOf(settings) / 3 || _quiet > LongestQuiet)
            _now += passed;
    }

    /// <summary>Notes that a client reached the queue, whoever's it was.</summary>
    public void Heard() => _quiet = TimeSpan.Zero;

    /// <summary>Notes that somebody asked about a token.</summary>
    /// <param name="number">The token's number.</param>
    public void Asked(long number)
    {
        var page = QueueLine.PageOf(number);
        if (!_pages.TryGetValue(page, out var asked))
            _pages[page] = asked = new int[QueueLine.TokensPerPage];
        asked[(number - 1) % QueueLine.TokensPerPage] = (int)_now.TotalSeconds;
    }

    /// <summary>Whether nobody asked about a token within the timeout.</summary>
    /// <param name="number">The token's number.</param>
    /// <param name="settings">How the queue admits.</param>
    public bool IsSilent(long number, QueueSettings settings)
    {
        var asked = TimeSpan.FromSeconds(
            _pages.TryGetValue(QueueLine.PageOf(number), out var page) ? page[(number - 1) % QueueLine.TokensPerPage] : 0);
        return (asked > _allAsked ? asked : _allAsked) + TimeoutOf(settings) <= _now;
    }

    /// <summary>Gives everybody the time in which they were told to ask under other settings, before those of now count.</summary>
    /// <param name="before">The settings until now.</param>
    public void Excuse(QueueSettings before) => _allAsked = _now + QueueEstimates.LatestRetryAfter(before);

    /// <summary>Drops the pages on which nobody waits.</summary>
    public void Forget(QueueLine line)
    {
        foreach (var page in _pages.Keys)
        {
            if (!line.HasPage(page))
                _pages.Remove(page);
        }
    }

    private static TimeSpan TimeoutOf(QueueSettings settings) => TimeSpan.FromSeconds(settings.WaitingTimeoutSeconds);
}
