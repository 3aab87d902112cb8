using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Access;

/// <summary>
/// Remembers who a verified token's bearer is, until the token ends, so that its signature is checked once and not in every request.
/// Only verified tokens get in: nobody without a key of the authority's can push another's out.
/// </summary>
/// <param name="clock">Tells when a token has ended.</param>
/// <remarks>
/// A fixed number of places. A token has four of them, for with one of its own it would share it with another often, and each would be
/// verified anew whenever the other had come between. Found by SHA-256 of the token; no token is kept.
/// </remarks>
internal sealed class TokenCache(TimeProvider clock)
{
    /// <summary>How many are remembered at the most.</summary>
    public const int Places = 16_384;

    private const int PlacesOfToken = 4;
    private const int LongestOnStack = 4_096;

    private readonly Verified?[] _places = new Verified?[Places];

    /// <summary>Who the bearer of a token is, if it was verified before and has not ended.</summary>
    /// <param name="token">The token as it came.</param>
    public Caller? Find(ReadOnlySpan<char> token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(token, hash);
        foreach (ref var place in PlacesOf(hash))
        {
            if (Volatile.Read(ref place) is { } verified && hash.SequenceEqual(verified.Hash))
                return clock.GetUtcNow() < verified.Until ? verified.Caller : null;
        }
        return null;
    }

    /// <summary>Remembers a token that was just verified, in the place of the one that ends first, where none is free.</summary>
    /// <param name="token">The token as it came.</param>
    /// <param name="caller">Who its bearer is.</param>
    /// <param name="until">When it ends.</param>
    public void Add(string token, Caller caller, DateTimeOffset until)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        Hash(token, hash);
        var places = PlacesOf(hash);
        var given = 0;
        for (var i = 0; i < PlacesOfToken; i++)
        {
            if (EndOf(ref places[i]) < EndOf(ref places[given]))
                given = i;
        }
        Volatile.Write(ref places[given], new(hash, caller, until));
    }

    private Span<Verified?> PlacesOf(ReadOnlySpan<byte> hash) =>
        _places.AsSpan((int)(BitConverter.ToUInt32(hash) % (Places / PlacesOfToken)) * PlacesOfToken, PlacesOfToken);

    private static DateTimeOffset EndOf(ref Verified? place) => Volatile.Read(ref place)?.Until ?? DateTimeOffset.MinValue;

    private static void Hash(ReadOnlySpan<char> token, Span<byte> hash)
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
