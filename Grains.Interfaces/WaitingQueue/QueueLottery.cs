using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Commerce.WaitingQueue;

/// <summary>
/// The order in which those who came before the opening are admitted. Anybody who knows the seed can repeat it: the tokens are
/// sorted by the first 8 bytes of SHA-256 over the seed's 16 bytes and the token's number in 8 bytes, big-endian both; a tie goes
/// to the lower number. The seed is drawn at the opening, when nobody can join the lottery any more.
/// </summary>
public static class QueueLottery
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedBytes = 16;

    /// <summary>Draws a seed that nobody can foretell.</summary>
    /// <returns>The seed as 32 hexadecimal digits.</returns>
    public static string NewSeed() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SeedBytes));

    /// <summary>The numbers in the order of their turn.</summary>
    /// <param name="draw">The lottery.</param>
    /// <returns>At index <c>i</c> the number of the token with rank <c>i + 1</c>.</returns>
    public static int[] NumbersByRank(QueueDraw draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        Span<byte> message = stackalloc byte[SeedBytes + sizeof(long)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Convert.FromHexString(draw.Seed).CopyTo(message);
        var (keys, numbers) = (new ulong[draw.Count], new int[draw.Count]);
        for (var i = 0; i < draw.Count; i++)
        {
            numbers[i] = i + 1;
            BinaryPrimitives.WriteInt64BigEndian(message[SeedBytes..], i + 1);
            SHA256.HashData(message, hash);
            keys[i] = BinaryPrimitives.ReadUInt64BigEndian(hash);
        }
        Array.Sort(keys, numbers);
        return numbers;
    }

    /// <summary>The ranks in the order of the numbers: the inverse of <see cref="NumbersByRank"/>.</summary>
    /// <param name="numbersByRank">The numbers in the order of their turn.</param>
    /// <returns>At index <c>i</c> the rank of the token with number <c>i + 1</c>.</returns>
    public static int[] RanksByNumber(int[] numbersByRank)
    {
        ArgumentNullException.ThrowIfNull(numbersByRank);
        var ranks = new int[numbersByRank.Length];
        for (var i = 0; i < ranks.Length; i++)
            ranks[numbersByRank[i] - 1] = i + 1;
        return ranks;
    }
}
