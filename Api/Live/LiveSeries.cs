using System.Collections.Concurrent;

namespace Commerce.Live;

/// <summary>What becomes of one instrument's measurements.</summary>
internal abstract class LiveSeries
{
    /// <summary>Takes a measurement in: on the thread that measures, in the middle of its work.</summary>
    public abstract void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    protected static string Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
                return tag.Value as string ?? "";
        }
        return "";
    }
}

/// <summary>A counter, by the values of up to three tags.</summary>
/// <param name="tags">The tags.</param>
internal sealed class LiveCounts(params string[] tags) : LiveSeries
{
    // Instruments here have few tags of few values. Past this many the rest is one.
    private const int MaxKinds = 512;

    private readonly ConcurrentDictionary<(string, string, string), ShardedCounter> _kinds = new();

    /// <summary>Every kind with its sum so far.</summary>
    public IEnumerable<((string First, string Second, string Third) Kind, long Sum)> All =>
        _kinds.Select(kind => (kind.Key, kind.Value.Read(0)));

    /// <summary>The sum of one kind so far.</summary>
    public long Sum((string First, string Second, string Third) kind) =>
        _kinds.TryGetValue(kind, out var counter) ? counter.Read(0) : 0;

    /// <summary>The sum of all kinds.</summary>
    public long Total => _kinds.Values.Sum(counter => counter.Read(0));

    public override void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> measured)
    {
        var kind = (Value(measured, 0), Value(measured, 1), Value(measured, 2));
        if (!_kinds.TryGetValue(kind, out var counter))
            counter = _kinds.GetOrAdd(_kinds.Count < MaxKinds ? kind : ("", "", ""), static _ => new(1));
        counter.Add(0, (long)value);
    }

    private string Value(ReadOnlySpan<KeyValuePair<string, object?>> measured, int tag) =>
        tag < tags.Length ? Find(measured, tags[tag]) : "";
}

/// <summary>A gauge: what is observed when it is asked for, the sum over its tags.</summary>
internal sealed class LiveGauge : LiveSeries
{
    private double? _observed;

    public override void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _observed = (_observed ?? 0) + value;

    /// <summary>What was observed since this was asked for the last time; <see langword="null"/> where nothing is.</summary>
    public double? Read()
    {
        var observed = _observed;
        _observed = null;
        return observed;
    }
}
