using System.Numerics;

namespace Commerce.Live;

/// <summary>
/// How measurements are distributed, in buckets that are an eighth of an octave wide: a percentile is right within 13 %.
/// </summary>
/// <param name="unit">What the first bucket ends at, in the instrument's unit; measurements are told apart down to it.</param>
internal sealed class Distribution(double unit) : LiveSeries
{
    private const int StepBits = 3;
    private const int Steps = 1 << StepBits;
    private const int Octaves = 32;
    private const int Buckets = Octaves << StepBits;
    private const int Sum = Buckets; // in units, behind the buckets

    private readonly ShardedCounter _counts = new(Buckets + 1);

    public override void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var units = value <= 0 ? 0 : (ulong)Math.Min(value / unit, uint.MaxValue);
        _counts.Add(BucketOf(units), 1);
        _counts.Add(Sum, (long)units);
    }

    /// <summary>What was measured so far.</summary>
    public Reading Read()
    {
        var counts = new long[Buckets];
        for (var i = 0; i < Buckets; i++)
            counts[i] = _counts.Read(i);
        return new(counts, _counts.Read(Sum) * unit, unit);
    }

    // Small numbers have a bucket each; of greater ones the first bit says the octave, and the next three the step.
    private static int BucketOf(ulong units)
    {
        if (units < Steps)
            return (int)units;
        var octave = BitOperations.Log2(units) - StepBits;
        return Math.Min(Buckets - 1, (octave << StepBits) + (int)(units >> octave));
    }

    private static double UpperEndOf(int bucket) =>
        bucket < Steps ? bucket + 1 : Math.ScaleB((bucket & (Steps - 1)) + Steps + 1, (bucket >> StepBits) - 1);

    /// <summary>What was measured up to a moment.</summary>
    /// <param name="Counts">Of each bucket.</param>
    /// <param name="Total">The sum of all measurements, in the instrument's unit.</param>
    /// <param name="Unit">See <see cref="Distribution"/>.</param>
    public sealed record Reading(long[] Counts, double Total, double Unit)
    {
        /// <summary>How many measurements.</summary>
        public long Count { get; } = Counts.Sum();

        /// <summary>What was measured since an earlier reading.</summary>
        public Reading Since(Reading? earlier) => earlier is null
            ? this
            : new([.. Counts.Zip(earlier.Counts, (now, then) => now - then)], Total - earlier.Total, Unit);

        /// <summary>What a share of the measurements is at the most; <see langword="null"/> when there are none.</summary>
        /// <param name="share">Above 0 and at most 1, such as 0.95.</param>
        public double? Percentile(double share)
        {
            var (rank, passed) = (Math.Ceiling(Count * share), 0L);
            for (var bucket = 0; Count > 0 && bucket < Counts.Length; bucket++)
            {
                passed += Counts[bucket];
                if (passed >= rank)
                    return UpperEndOf(bucket) * Unit;
            }
            return null;
        }
    }
}
