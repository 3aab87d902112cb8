using System.Collections.Concurrent;
using Commerce.Http;

namespace Commerce.WaitingQueue;

/// <summary>
/// The queues that clients of this front-end poll. A poll is answered here: it touches no storage, and no grain.
/// </summary>
internal sealed class QueueViews(IGrainFactory grains, TimeProvider clock)
{
    private const int MaxFollowed = 1_000;

    private readonly ConcurrentDictionary<QueueKey, FollowedQueue> _followed = new();
    private readonly KnownAbsent<QueueKey> _absent = new(clock);

    /// <summary>Tells a token's state, and notes that its client asked.</summary>
    /// <param name="text">The token's text; any.</param>
    /// <returns>The token, or <see langword="null"/> when it is none.</returns>
    /// <exception cref="CommerceUnavailableException">The queue cannot be asked, and has not been for a while.</exception>
    public async ValueTask<QueueTicket?> TicketAsync(string text)
    {
        if (await FindAsync(text) is not var (token, queue, places))
            return null;
        var ticket = places.Ticket(token, text, clock.GetUtcNow());
        if (ticket.Status == QueueTicketStatus.Waiting)
            queue.Asked(token.Number);
        return ticket;
    }

    /// <summary>What a text says, when it is a token.</summary>
    /// <param name="text">The text; any.</param>
    /// <exception cref="CommerceUnavailableException">The queue cannot be asked, and has not been for a while.</exception>
    public async ValueTask<QueueToken?> TokenAsync(string text) => await FindAsync(text) is var (token, _, _) ? token : null;

    /// <summary>Lets polls answered from now on know what the queue has done so far; if it cannot be asked, a moment later.</summary>
    /// <param name="key">The queue.</param>
    public async Task RefreshAsync(QueueKey key)
    {
        try
        {
            if (_followed.TryGetValue(key, out var queue))
                await queue.FreshAsync();
        }
        catch (Exception unasked) when (unasked is CommerceUnavailableException or OrleansException or TimeoutException)
        {
            // The command has taken effect; polls see it when the queue can be asked again.
        }
    }

    /// <summary>Call it when a queue may have been set up, or an answer tells that it exists.</summary>
    /// <param name="key">The queue.</param>
    public void Found(QueueKey key) => _absent.Found(key);

    private async ValueTask<(QueueToken Token, FollowedQueue Queue, QueuePlaces Places)?> FindAsync(string text)
    {
        if (!QueueToken.TryRead(text, out var token))
            return null;
        if (_followed.TryGetValue(token.Queue, out var queue) && await queue.PlacesAsync() is { } places)
            return token.IsSigned(text, places.View.Key) ? (token, queue, places) : null;
        return await _absent.FindAsync(token.Queue, () => FollowAsync(token.Queue)) is { } found && await found.PlacesAsync() is { } first
            && token.IsSigned(text, first.View.Key) ? (token, found, first) : null;
    }

    // Anybody can write a text that names any queue: only one that exists is kept.
    private async Task<FollowedQueue?> FollowAsync(QueueKey key)
    {
        var queue = new FollowedQueue((version, asked) => grains.Grain<IWaitingQueueGrain>(key.ToString()).Watch(version, asked), clock);
        if (await queue.PlacesAsync() is null)
            return null;
        if (_followed.Count >= MaxFollowed)
        {
            foreach (var (other, idle) in _followed.Where(followed => followed.Value.IsIdle))
                _followed.TryRemove(new(other, idle));
        }
        return _followed.GetOrAdd(key, queue);
    }
}
