using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Access;

/// <summary>
/// Remembers who a verified token's bearer is, until the token ends, so that its signature is checked once and not in every request.
/// Only verified tokens get in: nobody without a key of the authority's can push another's out.
/// </summary>
/// <param name="clock">Tells when a token has ended.</param>
/// <remarks>A fixed number of places, each for whatever came to it last. Found by SHA-256 of the token; no token is kept.</remarks>
internal sealed class TokenCache(TimeProvider clock)
{
    /// <summary>How many are remembered at the most.</summary>
    public const int Places = 16_384;

    private const int LongestOnStack = 4_096;

    private readonly Verified?[] _places = new Verified?[Places];

    /// <summary>Who the bearer of a token is, if it was verified before and has not ended.</summary>
    /// <param name="token">The token as it came.</param>
    public Caller? Find(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(token, hash);
        return Volatile.Read(ref _places[Place(hash)]) is { } verified
            && hash.SequenceEqual(verified.Hash) && clock.GetUtcNow() < verified.Until
                ? verified.Caller
                : null;
    }

    /// <summary>Remembers a token that was just verified.</summary>
    /// <param name="token">The token as it came.</param>
    /// <param name="caller">Who its bearer is.</param>
    /// <param name="until">When it ends.</param>
    public void Add(string token, Caller caller, DateTimeOffset until)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Hash(token, hash);
        Volatile.Write(ref _places[Place(hash)], new(hash, caller, until));
    }

    private static uint Place(ReadOnlySpan<byte> hash) => BitConverter.ToUInt32(hash) % Places;

    private static void Hash(string token, Span<byte> hash)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(token.Length);
        var rented = longest > LongestOnStack ? ArrayPool<byte>.Shared.Rent(longest) : null;
        var bytes = rented ?? stackalloc byte[LongestOnStack];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
    }

    private sealed record Verified(byte[] Hash, Caller Caller, DateTimeOffset Until);
}
