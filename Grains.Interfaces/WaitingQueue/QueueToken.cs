using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Commerce.WaitingQueue;

/// <summary>
/// What a token's text says: which queue, whose, which number. It is signed with the queue's own key, so it cannot be guessed or
/// altered, and a process that has the key can check it by itself. Base64url over 26 bytes and the first 16 of HMAC-SHA256 over them.
/// </summary>
/// <param name="Queue">The queue.</param>
/// <param name="Number">The token's number, from 1.</param>
/// <param name="CustomerId">The holder.</param>
public readonly record struct QueueToken(QueueKey Queue, long Number, long CustomerId)
{
    /// <summary>Bytes of a queue's key.</summary>
    public const int KeyBytes = 32;

    private const byte Format = 1;
    private const int BodyBytes = 2 + 3 * sizeof(long);
    private const int SignatureBytes = 16;
    private const int AllBytes = BodyBytes + SignatureBytes;

    private static readonly int s_length = Base64Url.GetEncodedLength(AllBytes);

    /// <summary>Makes a key for a new queue.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>Reads what a text claims. Only <see cref="IsSigned"/> tells whether that is true.</summary>
    /// <param name="text">The text; any.</param>
    /// <param name="token">What it claims.</param>
    /// <returns>Whether the text has a token's form.</returns>
    public static bool TryRead([NotNullWhen(true)] string? text, out QueueToken token)
    {
        token = default;
        Span<byte> all = stackalloc byte[AllBytes];
        if (!TryDecode(text, all) || all[0] != Format)
            return false;
        token = new(new((QueueKind)all[1], BinaryPrimitives.ReadInt64BigEndian(all[2..])),
            BinaryPrimitives.ReadInt64BigEndian(all[10..]), BinaryPrimitives.ReadInt64BigEndian(all[18..]));
        return token.Queue.Kind is QueueKind.Concert or QueueKind.Coupon && token.Queue.Id is >= IdBounds.Min and <= IdBounds.Max
            && token.Number is >= 1 and <= IdBounds.Max && token.CustomerId is >= IdBounds.MinCustomer and <= IdBounds.Max;
    }

    /// <summary>Whether a text is this token, signed with the key.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The queue's key.</param>
    public bool IsSigned(string? text, ReadOnlySpan<byte> key)
    {
        Span<byte> shown = stackalloc byte[AllBytes];
        Span<byte> signed = stackalloc byte[AllBytes];
        Sign(key, signed);
        return TryDecode(text, shown) && CryptographicOperations.FixedTimeEquals(shown, signed);
    }

    /// <summary>The token's text.</summary>
    /// <param name="key">The queue's key.</param>
    public string Sign(ReadOnlySpan<byte> key)
    {
        Span<byte> all = stackalloc byte[AllBytes];
        Sign(key, all);
        return Base64Url.EncodeToString(all);
    }

    private static bool TryDecode([NotNullWhen(true)] string? text, Span<byte> all) =>
        text?.Length == s_length && Base64Url.TryDecodeFromChars(text, all, out var written) && written == AllBytes;

    private void Sign(ReadOnlySpan<byte> key, Span<byte> all)
    {
        (all[0], all[1]) = (Format, (byte)Queue.Kind);
        BinaryPrimitives.WriteInt64BigEndian(all[2..], Queue.Id);
        BinaryPrimitives.WriteInt64BigEndian(all[10..], Number);
        BinaryPrimitives.WriteInt64BigEndian(all[18..], CustomerId);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, all[..BodyBytes], hash);
        hash[..SignatureBytes].CopyTo(all[BodyBytes..]);
    }
}
