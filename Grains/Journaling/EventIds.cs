using System.Buffers.Binary;

namespace Commerce.Journaling;

/// <summary>Ids of events: version 7 of RFC 9562, so that those of one moment are stored side by side.</summary>
internal static class EventIds
{
    /// <summary>
    /// Makes one. It has to be unique, and nothing rests on its not being guessed: its 74 random bits are those of the process, which took
    /// its seed from the system. To ask the system each time is a call into the kernel for each event.
    /// </summary>
    /// <param name="at">When it happened.</param>
    public static Guid New(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.Shared.NextBytes(bytes);
        Span<byte> moment = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, at.ToUnixTimeMilliseconds());
        moment[2..].CopyTo(bytes);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F)); // the version
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F)); // the variant
        return new Guid(bytes, bigEndian: true);
    }
}
