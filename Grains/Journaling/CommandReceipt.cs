using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Commerce.Journaling;

/// <summary>What a repeated command is answered from: a hash of what it asked for, and the outcome it got.</summary>
/// <param name="ContentHash">The first 64 bits of SHA-256 over <see cref="ICommand.Content"/>.</param>
/// <param name="Outcome">The outcome as UTF-8 JSON.</param>
internal readonly record struct CommandReceipt(ulong ContentHash, byte[] Outcome)
{
    public static ulong HashOf(ICommand command)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(command.Content), hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The stored form: the hash, big-endian, then the outcome.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[sizeof(ulong) + Outcome.Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, ContentHash);
        Outcome.CopyTo(bytes, sizeof(ulong));
        return bytes;
    }

    public static CommandReceipt FromBytes(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), bytes[sizeof(ulong)..].ToArray());
}
