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

    /// <summary>
    /// The command id of the request's key: the first 128 bits of SHA-256 over it, or <see langword="null"/> without a key.
    /// A key belongs to the resource its request addresses.
    /// </summary>
    public static Guid? CommandId(this HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue(KeyHeader, out var values))
            return null;
        if (values is not [{ } key] || !IsKey(key))
            throw new InvalidInputException(KeyHeader,
                $"{KeyHeader} must be one value of 1 to {MaxKeyLength} printable ASCII characters without spaces.");
        return IdOf(key);
    }

    /// <summary>Whether a text can be a key: 1 to 200 printable ASCII characters without spaces.</summary>
    public static bool IsKey(string? text) => text is { Length: > 0 and <= MaxKeyLength } && text.All(c => c is > ' ' and < '\x7f');

    /// <summary>
    /// The command id of a key. The ids of saga steps are made of texts that cannot be keys, so that no key gives the id of a step.
    /// </summary>
    public static Guid IdOf(string key) => new(SHA256.HashData(Encoding.ASCII.GetBytes(key)).AsSpan(0, 16), bigEndian: true);

    /// <summary>
    /// The id of what a customer makes under a key: the first 128 bits of SHA-256 over customer and key. What is made does not exist
    /// yet, so a key belongs to the customer: the same key of another customer gives another id.
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
}
