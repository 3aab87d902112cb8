namespace Commerce.WaitingQueue;

/// <summary>
/// When the clients of waiting tokens asked last, to the second; 4 bytes a token. Not journaled: to a new activation, all have
/// asked when it began, so that nobody loses a place by a silo's end.
/// </summary>
/// <param name="since">When this began to be kept.</param>
internal sealed class QueueLiveness(DateTimeOffset since)
{
    private readonly Dictionary<int, int[]> _pages = []; // seconds since the beginning, 0 for never

    /// <summary>Notes that somebody asked about a token.</summary>
    public void Asked(long number, DateTimeOffset now)
    {
        var page = QueueLine.PageOf(number);
        if (!_pages.TryGetValue(page, out var asked))
            _pages[page] = asked = new int[QueueLine.TokensPerPage];
        asked[(number - 1) % QueueLine.TokensPerPage] = (int)Math.Clamp((now - since).TotalSeconds, 0, int.MaxValue);
    }

    /// <summary>Whether nobody asked about a token within the timeout.</summary>
    public bool IsSilent(long number, TimeSpan timeout, DateTimeOffset now) =>
        since + TimeSpan.FromSeconds(_pages.TryGetValue(QueueLine.PageOf(number), out var asked)
            ? asked[(number - 1) % QueueLine.TokensPerPage]
            : 0) + timeout <= now;

    /// <summary>Drops the pages on which nobody waits.</summary>
    public void Forget(QueueLine line)
    {
        foreach (var page in _pages.Keys)
        {
            if (!line.HasPage(page))
                _pages.Remove(page);
        }
    }
}
