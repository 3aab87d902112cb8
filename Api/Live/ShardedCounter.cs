using System.Numerics;

namespace Commerce.Live;

/// <summary>
/// Numbers that only grow, counted by every core in a place of its own: who counts waits for nobody, and no line of a cache goes from core
/// to core.
/// </summary>
/// <param name="numbers">How many numbers.</param>
internal sealed class ShardedCounter(int numbers)
{
    private const int MaxShards = 16;
    private const int LineLongs = 8; // 64 bytes

    private static readonly int s_shards = Math.Min(MaxShards, (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount));

    // Room before and after each shard, so that two of them never share a line.
    private readonly int _stride = (numbers + LineLongs - 1) / LineLongs * LineLongs + LineLongs;
    private readonly long[] _counts = new long[((numbers + LineLongs - 1) / LineLongs * LineLongs + LineLongs) * s_shards + LineLongs];

    /// <summary>Adds to one of the numbers.</summary>
    public void Add(int number, long value) =>
        Interlocked.Add(ref _counts[LineLongs + (Thread.GetCurrentProcessorId() & (s_shards - 1)) * _stride + number], value);

    /// <summary>One of the numbers: what was added before this is called, and perhaps some of what is added meanwhile.</summary>
    public long Read(int number)
    {
        var sum = 0L;
        for (var shard = 0; shard < s_shards; shard++)
            sum += Volatile.Read(ref _counts[LineLongs + shard * _stride + number]);
        return sum;
    }
}
