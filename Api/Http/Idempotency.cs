using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Http;

/// <summary>The header <c>Idempotency-Key</c>, and the answers of commands that were repeated under one.</summary>
internal static class Idempotency
{
    public const string KeyHeader = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotent-Replayed";

    public const int MaxKeyLength = 200;

    /// <summary>Characters of the longest key when it is quoted, and each of its characters has a backslash before it.</summary>
    public const int MaxHeaderLength = 2 * MaxKeyLength + 2;

    /// <summary>
    /// The command id of the request's key: the first 128 bits of SHA-256 over it, or <see langword="null"/> without a key.
    /// A key belongs to the resource its request addresses, when that is the customer's own.
    /// </summary>
    public static Guid? CommandId(this HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue(KeyHeader, out var values))
            return null;
        return values is [{ } value] && ReadKey(value) is { } key
            ? IdOf(key)
            : throw new InvalidInputException(KeyHeader, $"{KeyHeader} must be one value of 1 to {MaxKeyLength} printable ASCII " +
            "characters without spaces, or such a value as a quoted string.");
    }

    /// <summary>As the other, for a resource that many customers address: a key belongs to the customer at it.</summary>
    public static Guid? CommandId(this HttpContext http, long customerId) =>
        http.CommandId() is { } key ? IdOf(customerId, key) : null;

    /// <summary>
    /// The key that a header's value says: the value itself, or what is between the quotes of one that is a string of RFC 8941, as
    /// the IETF's draft of the header has it. <see langword="null"/> when it is neither.
    /// </summary>
    public static string? ReadKey(string value)
    {
        var key = value is ['"', ..] ? Unquote(value) : value;
        return IsKey(key) ? key : null;
    }

    /// <summary>Whether a text can be a key: 1 to 200 printable ASCII characters without spaces.</summary>
    public static bool IsKey(string? text) => text is { Length: > 0 and <= MaxKeyLength } && text.All(c => c is > ' ' and < '\x7f');

    /// <summary>
    /// The command id of a key. The ids of saga steps are made of texts that cannot be keys, so that no key gives the id of a step.
    /// </summary>
    public static Guid IdOf(string key) => new(SHA256.HashData(Encoding.ASCII.GetBytes(key)).AsSpan(0, 16), bigEndian: true);

    /// <summary>
    /// The id of what a customer makes, or asks for, under a key: the first 128 bits of SHA-256 over customer and key. The key belongs
    /// to the customer who asks, and another's is another one. These 24 bytes are shorter than the text of any saga's step.
    /// </summary>
    public static Guid IdOf(long customerId, Guid key)
    {
        Span<byte> ofCustomer = stackalloc byte[sizeof(long) + 16];
        BinaryPrimitives.WriteInt64BigEndian(ofCustomer, customerId);
        key.TryWriteBytes(ofCustomer[sizeof(long)..], bigEndian: true, out _);
        return new Guid(SHA256.HashData(ofCustomer).AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>
    /// The id of the reservation that a customer makes under a key: made of another text than an order's, so that an order and a
    /// reservation under one key have different ids.
    /// </summary>
    public static Guid ReservationIdOf(long customerId, Guid key) => IdOf(string.Create(CultureInfo.InvariantCulture,
        $"reservation {customerId} {key:N}"));

    /// <summary>Answers with the outcome, marks a repeated answer, and refuses a key that was used for something else.</summary>
    public static IResult ToHttp<TOutcome>(this Reply<TOutcome> reply, HttpContext http, Func<TOutcome, IResult> outcome)
        where TOutcome : class
    {
        if (reply.Kind == ReplyKind.IdempotencyKeyReused)
            return new Problem(HttpProblems.IdempotencyKeyReused);
        if (reply.Kind == ReplyKind.Replayed)
            http.Response.Headers[ReplayedHeader] = "true";
        return outcome(reply.Outcome!);
    }

    /// <summary>A quoted string without its quotes: within, a quote and a backslash have a backslash before them.</summary>
    private static string? Unquote(string value)
    {
        if (value.Length < 2 || value[^1] != '"')
            return null;
        var text = new StringBuilder(value.Length);
        for (var i = 1; i < value.Length - 1; i++)
        {
            var c = value[i];
            if (c == '"' || (c == '\\' && (++i == value.Length - 1 || (c = value[i]) is not ('"' or '\\'))))
                return null;
            text.Append(c);
        }
        return text.ToString();
    }
}
