using System.Collections.Concurrent;
using System.Diagnostics;

namespace Commerce.Steady.Load;

/// <summary>
/// Sends at a fixed rate, whatever comes of it: a system that gets slower gets no less to do, as with real customers.
/// Nothing is sent twice.
/// </summary>
internal sealed class OpenLoad(Sender sender, Operations operations, int rate)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);

    private readonly List<SecondStats> _seconds = [];
    private readonly List<Task> _underWay = [];
    private readonly Lock _lock = new();

    /// <summary>When the first failing request was sent.</summary>
    public DateTimeOffset? FirstFailure { get; private set; }

    /// <summary>When the last failing request was sent: from then on every one was served.</summary>
    public DateTimeOffset? LastFailure { get; private set; }

    /// <summary>Served requests by operation.</summary>
    public SortedDictionary<string, long> Served { get; } = [];

    /// <summary>Every request that was sent.</summary>
    public ConcurrentBag<LoadRequest> Asked { get; } = [];

    /// <summary>Those that were not served, or of which that is not known.</summary>
    public ConcurrentBag<LoadRequest> Unsettled { get; } = [];

    /// <summary>Sends for a while and waits for the answers.</summary>
    /// <returns>What came of it, by the second of sending.</returns>
    public async Task<IReadOnlyList<SecondStats>> RunAsync(TimeSpan duration)
    {
        for (var i = 0; i < Math.Ceiling(duration.TotalSeconds); i++)
            _seconds.Add(new SecondStats());
        var started = Stopwatch.GetTimestamp();
        var sent = 0L;
        using var timer = new PeriodicTimer(s_tick);
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < duration)
        {
            for (var due = (long)(elapsed.TotalSeconds * rate); sent < due; sent++)
                _underWay.Add(SendAsync(_seconds[(int)elapsed.TotalSeconds]));
            if (_underWay.Count > 10_000)
                _underWay.RemoveAll(task => task.IsCompleted);
            await timer.WaitForNextTickAsync();
        }
        await Task.WhenAll(_underWay);
        return _seconds;
    }

    private async Task SendAsync(SecondStats second)
    {
        var (ask, server) = operations.Next();
        Asked.Add(ask);
        var (at, started) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp());
        var answer = await sender.SendAsync(ask, server);
        second.Add(answer, Stopwatch.GetElapsedTime(started));
        if (!answer.IsServed)
            Unsettled.Add(ask);
        lock (_lock)
        {
            if (answer.IsServed)
            {
                Served[ask.Name] = Served.GetValueOrDefault(ask.Name) + 1;
                return;
            }
            FirstFailure = FirstFailure is { } first && first < at ? first : at;
            LastFailure = LastFailure is { } last && last > at ? last : at;
        }
    }
}
