using System.Security.Cryptography;
using Commerce.Storage;

namespace Commerce.Kafka;

/// <summary>
/// Tells the silos' own messages from everybody else's: each has a code (HMAC-SHA-256) over all of it, by a key that only the database
/// has. Whoever may write to the topic can write any event, and a read table drops true ones after one with a high sequence.
/// </summary>
internal sealed class EventSignatures(ISqlDatabase database)
{
    /// <summary>The message's header that has the code.</summary>
    public const string Header = "commerce-signature";

    private const int KeyBytes = 32;

    private volatile byte[]? _key;

    /// <summary>Has the key read, or made by whoever comes first. To be called before anything is signed or looked at.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async ValueTask LearnAsync(CancellationToken cancellationToken)
    {
        _key ??= await database.ReadOrWriteOnlyRowAsync(
            "event_key", "secret", () => RandomNumberGenerator.GetBytes(KeyBytes), cancellationToken);
    }

    /// <summary>The code of a message.</summary>
    /// <param name="message">Its value.</param>
    public byte[] Of(ReadOnlySpan<byte> message) => HMACSHA256.HashData(_key!, message);

    /// <summary>Whether a silo of this store wrote a message.</summary>
    /// <param name="message">Its value.</param>
    /// <param name="signature">The code that it came with, if any.</param>
    public bool IsOurs(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        CryptographicOperations.FixedTimeEquals(Of(message), signature);
}
