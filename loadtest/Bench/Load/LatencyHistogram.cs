using System.Numerics;

namespace Commerce.Bench.Load;

/// <summary>
/// Latencies in buckets that grow with the value: none is wider than 1/64 of what it holds. Not safe for several threads.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int Sub = 1 << SubBits;

    private readonly long[] _counts = new long[Sub * 40];

    public long Count { get; private set; }

    public void Record(TimeSpan latency)
    {
        var micros = Math.Max(0, (long)latency.TotalMicroseconds);
        var exponent = Math.Max(0, BitOperations.Log2((ulong)micros) - SubBits);
        _counts[Math.Min(exponent * Sub + (int)(micros >> exponent), _counts.Length - 1)]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The latency in milliseconds that this share of the requests stayed within.</summary>
    /// <param name="share">0 to 1.</param>
    public double Milliseconds(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank && seen > 0)
                return UpperMicroseconds(i) / 1000.0;
        }
        return 0;
    }

    private static long UpperMicroseconds(int bucket)
    {
        var exponent = bucket < 2 * Sub ? 0 : bucket / Sub - 1;
        return ((long)(bucket - exponent * Sub) + 1 << exponent) - 1;
    }
}
