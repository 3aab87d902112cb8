using System.Diagnostics;
using Commerce.Bench.Load;

namespace Commerce.Bench.Comparison;

/// <summary>Answers by when they came, from the first request on. Not safe for several threads; one does all the sending.</summary>
/// <param name="binMilliseconds">How long each bin is.</param>
/// <param name="length">What comes later is left out.</param>
internal sealed class Timeline(int binMilliseconds, TimeSpan length)
{
    private const int Created = 201;

    private readonly LatencyHistogram[] _latencies =
        [.. Enumerable.Range(0, (int)(length.TotalMilliseconds / binMilliseconds)).Select(_ => new LatencyHistogram())];

    private readonly long[] _issued = new long[(int)(length.TotalMilliseconds / binMilliseconds)];
    private long _began;
    private DateTime _beganAt;

    /// <summary>A request is about to be sent.</summary>
    /// <returns>Now.</returns>
    public long Sent()
    {
        var now = Stopwatch.GetTimestamp();
        if (_began == 0)
            (_began, _beganAt) = (now, DateTime.UtcNow);
        return now;
    }

    /// <summary>An answer came.</summary>
    /// <param name="sentAt">When its request was sent.</param>
    /// <param name="status">Its status.</param>
    public void Answered(long sentAt, int status)
    {
        var bin = (int)(Stopwatch.GetElapsedTime(_began).TotalMilliseconds / binMilliseconds);
        if (bin >= _latencies.Length)
            return;
        _latencies[bin].Record(Stopwatch.GetElapsedTime(sentAt));
        if (status == Created)
            _issued[bin]++;
    }

    /// <summary>Milliseconds from the first request to a moment.</summary>
    public double Until(DateTime utc) => (utc - _beganAt).TotalMilliseconds;

    /// <summary>What came when.</summary>
    /// <param name="stored">When each piece was written to SQL, in milliseconds from the first request; <see langword="null"/> where that
    /// was before the answer.</param>
    public IReadOnlyList<SpikeBin> Bins(IReadOnlyCollection<double>? stored)
    {
        var bins = new List<SpikeBin>(_latencies.Length);
        var issued = 0L;
        for (var i = 0; i < _latencies.Length; i++)
        {
            issued += _issued[i];
            var end = (i + 1) * binMilliseconds;
            bins.Add(new(Of(_latencies[i], 0.5), Of(_latencies[i], 0.95), Of(_latencies[i], 0.99), issued, stored?.Count(at => at <= end)));
        }
        return bins;
    }

    private static double? Of(LatencyHistogram latencies, double share) => latencies.Count > 0 ? latencies.Milliseconds(share) : null;
}

/// <summary>Requests whose answers go into a <see cref="Timeline"/>.</summary>
internal sealed class TimedRequests(IConversation requests, Timeline timeline) : IConversation
{
    private long _sentAt;

    public ReadOnlyMemory<byte> Begin()
    {
        _sentAt = timeline.Sent();
        return requests.Begin();
    }

    public ReadOnlyMemory<byte> Next(int status, ReadOnlySpan<byte> answer)
    {
        timeline.Answered(_sentAt, status);
        return requests.Next(status, answer);
    }
}
