using System.Buffers.Binary;
using System.Numerics;

namespace Commerce.Journaling;

/// <summary>
/// A set of ids that takes three to six bytes for each. What was put in is always found; of what was not, one in a thousand is found at
/// the worst. It grows by parts, each twice as large as the one before: the ids with which one could be built anew are not kept.
/// </summary>
/// <param name="budget">What its memory is taken from.</param>
internal sealed class BloomFilter(FilterBudget budget)
{
    private const int FirstPart = 64; // ids; its bits are whole words. Most streams have few
    private const int BitsPerId = 24;
    private const int BitsOfId = 8; // at 24 bits an id, a full part finds one in 24,000 that it does not have

    private readonly List<ulong[]> _parts = []; // the last one is filled
    private long _room; // ids that the last part still takes
    private long _bytes;

    /// <summary>How many ids were put in.</summary>
    public long Count { get; private set; }

    /// <summary>Puts an id in.</summary>
    /// <param name="id">The id.</param>
    /// <returns>False when there is no memory for it: it is not in.</returns>
    public bool TryAdd(Guid id)
    {
        if (_room == 0 && !TryGrow())
            return false;
        var part = _parts[^1];
        var (at, step) = HashesOf(id);
        for (var i = 0; i < BitsOfId; i++, at += step)
            part[WordOf(part, at)] |= 1UL << (int)(at & 63);
        _room--;
        Count++;
        return true;
    }

    /// <summary>False when the id was never put in, for certain.</summary>
    /// <param name="id">The id.</param>
    public bool MayContain(Guid id)
    {
        var hashes = HashesOf(id);
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            if (IsIn(_parts[i], hashes))
                return true;
        }
        return false;
    }

    /// <summary>Gives the memory back. Nothing is in it any more.</summary>
    public void Clear()
    {
        budget.Return(_bytes);
        _parts.Clear();
        (_room, _bytes, Count) = (0, 0, 0);
    }

    private static bool IsIn(ulong[] part, (ulong At, ulong Step) hashes)
    {
        var (at, step) = hashes;
        for (var i = 0; i < BitsOfId; i++, at += step)
        {
            if ((part[WordOf(part, at)] & (1UL << (int)(at & 63))) == 0)
                return false;
        }
        return true;
    }

    private static long WordOf(ulong[] part, ulong at) => (long)Math.BigMul(at, (ulong)part.LongLength, out _);

    private bool TryGrow()
    {
        var ids = (long)FirstPart << _parts.Count;
        var bytes = ids * BitsPerId / 8;
        if (!budget.TryTake(bytes))
            return false;
        _parts.Add(new ulong[bytes / sizeof(ulong)]);
        _room = ids;
        _bytes += bytes;
        return true;
    }

    // An id may have been made in any way: its halves are mixed. An odd step meets every bit of a part.
    private static (ulong At, ulong Step) HashesOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var (low, high) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        var at = Mix(low ^ BitOperations.RotateLeft(Mix(high), 32));
        return (at, Mix(at ^ high) | 1);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
}
