namespace Commerce.Outbox;

/// <summary>
/// Streams whose events cannot be handed over though others can. They stay in the outbox, each in its order, and are tried again
/// after growing pauses.
/// </summary>
internal sealed class HeldStreams(TimeProvider clock)
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (long Since, TimeSpan Pause)> _streams = [];

    /// <summary>Whether a stream is to be passed over now.</summary>
    public bool Holds(string stream) => _streams.TryGetValue(stream, out var held) && clock.GetElapsedTime(held.Since) < held.Pause;

    /// <summary>Whether a stream was refused when it was last tried, be it time to try it again or not.</summary>
    public bool Knows(string stream) => _streams.ContainsKey(stream);

    /// <summary>Holds a stream, longer each time.</summary>
    /// <param name="stream">The stream.</param>
    /// <returns>Whether it was not held before.</returns>
    public bool Hold(string stream)
    {
        var before = _streams.GetValueOrDefault(stream).Pause;
        if (before == TimeSpan.Zero && _streams.Count >= Capacity)
            return false; // not held: each batch tries it again, and goes on with the other streams
        var pause = before == TimeSpan.Zero ? s_first : 2 * before;
        _streams[stream] = (clock.GetTimestamp(), pause < s_longest ? pause : s_longest);
        return before == TimeSpan.Zero;
    }

    /// <summary>They could be handed over.</summary>
    public void Release(IEnumerable<string> streams)
    {
        if (_streams.Count == 0)
            return;
        foreach (var stream in streams)
            _streams.Remove(stream);
    }
}
