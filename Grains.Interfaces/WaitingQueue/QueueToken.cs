using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.WaitingQueue;

/// <summary>
/// What a token's text says: which queue, whose, which number. It is signed with the queue's own key, so it cannot be guessed or
/// altered, and whoever has the key can tell without asking anybody. Base64url over 25 bytes and the first 16 of HMAC-SHA256.
/// </summary>
/// <param name="Queue">The queue.</param>
/// <param name="Number">The token's number, from 1.</param>
/// <param name="CustomerId">The holder.</param>
public readonly record struct QueueToken(QueueKey Queue, long Number, long CustomerId)
{
    /// <summary>Bytes of a queue's key.</summary>
    public const int KeyBytes = 32;

    private const int BodyBytes = 1 + 3 * sizeof(long);
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
        if (text is null || text.Length != s_length || !Base64Url.TryDecodeFromChars(text, all, out var written) || written != AllBytes)
            return false;
        token = new(new((QueueKind)all[0], BinaryPrimitives.ReadInt64BigEndian(all[1..])),
            BinaryPrimitives.ReadInt64BigEndian(all[9..]), BinaryPrimitives.ReadInt64BigEndian(all[17..]));
        return token.Queue.Kind is QueueKind.Concert or QueueKind.Coupon && token.Queue.Id is >= IdBounds.Min and <= IdBounds.Max
            && token.Number is >= 1 and <= IdBounds.Max && token.CustomerId is >= IdBounds.MinCustomer and <= IdBounds.Max;
    }

    /// <summary>Whether a text is this token, signed with the key.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The queue's key.</param>
    public bool IsSigned(string text, ReadOnlySpan<byte> key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(text), Encoding.ASCII.GetBytes(Sign(key)));

    /// <summary>The token's text.</summary>
    /// <param name="key">The queue's key.</param>
    public string Sign(ReadOnlySpan<byte> key)
    {
        Span<byte> all = stackalloc byte[AllBytes];
        all[0] = (byte)Queue.Kind;
        BinaryPrimitives.WriteInt64BigEndian(all[1..], Queue.Id);
        BinaryPrimitives.WriteInt64BigEndian(all[9..], Number);
        BinaryPrimitives.WriteInt64BigEndian(all[17..], CustomerId);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, all[..BodyBytes], hash);
        hash[..SignatureBytes].CopyTo(all[BodyBytes..]);
        return Base64Url.EncodeToString(all);
    }
}
