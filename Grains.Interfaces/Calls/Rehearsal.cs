using System.Buffers.Binary;
using System.Security.Cryptography;
using Commerce.Orders;

namespace Commerce;

/// <summary>
/// Ids of the things that a starting process rehearses with: it goes the ways that customers will go, to the end, on things that there
/// are not. Nothing real can have such an id, and what grains decide under one is kept nowhere.
/// </summary>
public static class Rehearsal
{
    // Far past the greatest id. What a client sends is refused from there on.
    private const long First = 1L << 62;
    private const long Last = First + int.MaxValue;

    /// <summary>Whether a customer, coupon or product is rehearsed with.</summary>
    /// <param name="id">Its id.</param>
    public static bool Is(long id) => id is >= First and <= Last;

    /// <summary>Whether an order is rehearsed with.</summary>
    /// <param name="id">Its id.</param>
    // No real one begins with eight zeros: it has a time there, or a hash.
    public static bool Is(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        return id.TryWriteBytes(bytes, bigEndian: true, out _) && id != Guid.Empty
            && BinaryPrimitives.ReadInt64BigEndian(bytes) == 0;
    }

    /// <summary>Makes the id of a customer, coupon or product to rehearse with; nobody else rehearses with it.</summary>
    public static long NewId() => First + RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>Makes the id of an order to rehearse with, as <see cref="NewOrder.NewId"/> does for others.</summary>
    public static Guid NewOrderId()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes[..8].Clear();
        RandomNumberGenerator.Fill(bytes[8..]);
        var id = new Guid(bytes, bigEndian: true);
        NewOrder.Mark(id);
        return id;
    }
}
