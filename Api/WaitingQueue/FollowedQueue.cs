namespace Commerce.WaitingQueue;

/// <summary>
/// One queue as this front-end knows it. It asks the queue's grain a few times a second, and only while somebody polls; each
/// time it tells whose clients asked, so that they keep their places. What is left to tell when nobody polls any more is told, too.
/// </summary>
/// <param name="ask">Asks the grain: with the version that is known, and the numbers that were asked about.</param>
/// <param name="clock">The clock.</param>
internal sealed class FollowedQueue(Func<long, long[], Task<QueueWatch>> ask, TimeProvider clock)
{
    /// <summary>How often the queue is asked while clients poll all the time. A poll waits for the answer as long at the most.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>How old an answer to a poll may be while the queue can be asked.</summary>
    public static readonly TimeSpan TellFor = RefreshEvery * 4;

    /// <summary>How old an answer may be while the queue cannot be asked; then polls wait for it, and fail with it.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private HashSet<long> _asked = [];
    private Task? _refreshing;
    private bool _telling; // what was asked about is going to be told
    private volatile Known? _known;

    /// <summary>Whether nobody has polled for a while.</summary>
    public bool IsIdle => _known is { } known && Age(known) > KeepFor && _refreshing is null or { IsCompleted: true };

    /// <summary>The queue's places; <see langword="null"/> when there is no such queue.</summary>
    /// <exception cref="CommerceUnavailableException">The queue cannot be asked, and has not been for a while.</exception>
    public ValueTask<QueuePlaces?> PlacesAsync()
    {
        if (_known is not { } known || Age(known) > KeepFor)
            return new(AskedAsync());
        if (Age(known) <= RefreshEvery)
            return new(known.Places);
        var refresh = Refresh();
        if (Age(known) <= TellFor)
            return new(known.Places);
        return new(NewerAsync(refresh));
    }

    /// <summary>The queue's places as its grain tells them after this call began.</summary>
    /// <exception cref="CommerceUnavailableException">The queue cannot be asked.</exception>
    public async ValueTask<QueuePlaces?> FreshAsync()
    {
        if (_refreshing is { IsCompleted: false } underWay)
            await underWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Refresh();
        return _known?.Places;
    }

    /// <summary>Notes that a waiting token's client asked. The queue is told within two of <see cref="RefreshEvery"/>.</summary>
    /// <param name="number">The token's number.</param>
    public void Asked(long number)
    {
        lock (_lock)
        {
            _asked.Add(number);
            if (_telling)
                return;
            _telling = true;
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(TellAsync);
        }
    }

    private async Task<QueuePlaces?> AskedAsync()
    {
        await Refresh();
        return _known?.Places;
    }

    /// <summary>What the refresh brings; what is known when it fails or is late.</summary>
    private async Task<QueuePlaces?> NewerAsync(Task refresh)
    {
        await refresh.WaitAsync(RefreshEvery, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _known is { } known && Age(known) <= KeepFor ? known.Places : await AskedAsync();
    }

    /// <summary>
    /// Tells what is left to tell, until nothing is, or the queue cannot be asked for <see cref="KeepFor"/>. While clients poll, it goes
    /// with their questions.
    /// </summary>
    private async Task TellAsync()
    {
        var answered = clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(RefreshEvery, clock);
            lock (_lock)
            {
                if (_asked.Count == 0 || clock.GetElapsedTime(answered) > KeepFor)
                {
                    _telling = false; // what is left is kept for the next question
                    return;
                }
            }
            if (_known is not { } known || Age(known) >= RefreshEvery)
            {
                var refresh = Refresh();
                await refresh.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!refresh.IsCompletedSuccessfully)
                    continue;
            }
            answered = clock.GetTimestamp();
        }
    }

    private Task Refresh()
    {
        lock (_lock)
        {
            if (_refreshing is { IsCompleted: false } underWay)
                return underWay;
            // All who poll share the call, so it does not carry the context of the request that happens to start it.
            using (ExecutionContext.SuppressFlow())
                return _refreshing = Task.Run(RefreshAsync);
        }
    }

    private async Task RefreshAsync()
    {
        var asked = TakeAsked();
        try
        {
            var before = _known?.Places;
            var watch = await ask(before?.View.Version ?? 0, asked);
            var places = !watch.Exists ? null : watch.View is { } view ? new QueuePlaces(view, before, clock.GetUtcNow()) : before;
            _known = new(places, clock.GetTimestamp());
        }
        catch
        {
            lock (_lock)
                _asked.UnionWith(asked); // they asked in time, though the grain was not told: it is told with the next call
            throw;
        }
    }

    private long[] TakeAsked()
    {
        lock (_lock)
        {
            if (_asked.Count == 0)
                return [];
            long[] taken = _asked.Count <= QueueBounds.MaxAsked ? [.. _asked] : [.. _asked.Take(QueueBounds.MaxAsked)];
            if (taken.Length == _asked.Count)
                _asked = [];
            else
                _asked.ExceptWith(taken);
            return taken;
        }
    }

    private TimeSpan Age(Known known) => clock.GetElapsedTime(known.Since);

    private sealed record Known(QueuePlaces? Places, long Since);
}
