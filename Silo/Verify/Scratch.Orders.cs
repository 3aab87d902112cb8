using System.Buffers.Binary;
using Commerce.Orders;
using Microsoft.Data.Sqlite;

namespace Commerce.Verify;

/// <summary>An order as its stream has it.</summary>
/// <param name="CustomerId">Whose it is.</param>
/// <param name="Status">How far it came.</param>
/// <param name="TotalAmount">Won, before the discount.</param>
/// <param name="DiscountAmount">Won.</param>
/// <param name="CouponId">The coupon of which it uses a piece when it is paid, unless it gave that back.</param>
/// <param name="Told">Whether the read tables must have all of it.</param>
/// <param name="PlacedAt">When it was placed: milliseconds since 1970.</param>
/// <param name="ExpiresAt">The end of the time to pay it, as it was placed; milliseconds since 1970.</param>
/// <param name="IsPaid">Whether it was ever paid.</param>
/// <param name="IsUnfinished">Whether a payment is under way, or something that is given back.</param>
/// <param name="ReturnedAmount">Won given back since it was paid.</param>
internal sealed record OrderFacts(
    long CustomerId, OrderStatus Status, long TotalAmount, long DiscountAmount, long? CouponId, bool Told,
    long PlacedAt = 0, long? ExpiresAt = null, bool IsPaid = false, bool IsUnfinished = false, long ReturnedAmount = 0)
{
    /// <summary>Nothing was read yet.</summary>
    public static OrderFacts None { get; } = new(0, OrderStatus.Placed, 0, 0, null, Told: true);

    /// <summary>Won that is taken for it when nothing is under way.</summary>
    public long DueAmount => IsPaid ? TotalAmount - DiscountAmount - ReturnedAmount : 0;
}

/// <summary>An order, and what all the other streams have of it.</summary>
internal sealed class OrderEntries(Guid orderId)
{
    public Guid OrderId { get; } = orderId;

    /// <summary>The order, or <see langword="null"/> where there is none.</summary>
    public OrderFacts? Order { get; set; }

    /// <summary>Whether it is listed as unfinished.</summary>
    public bool Listed { get; set; }

    /// <summary>Won taken for it and not given back, from whomever.</summary>
    public long Money => Payers.Values.Sum();

    /// <summary>The same by customer. Of others than its own there must be nothing.</summary>
    public Dictionary<long, long> Payers { get; } = [];

    /// <summary>Won that its stream says were given back since it was paid.</summary>
    public long Returned { get; set; }

    /// <summary>The day on which it was paid, and the last event that its sale was counted by.</summary>
    public (long Day, long LastSeq)? Sale { get; set; }

    /// <summary>Coupon pieces it uses, by coupon and holder.</summary>
    public Dictionary<(long Coupon, long Holder), long> Uses { get; } = [];

    /// <summary>The discounts in won that were redeemed for it, one for each time a piece was used on its promise.</summary>
    public List<long> Redeemed { get; } = [];

    /// <summary>Pieces of stock that it is due, less those that were taken for it, by product and option: none but 0 is right.</summary>
    public Dictionary<(long Product, long Option), long> Missing { get; } = [];

    /// <summary>The reservation, where it is one and no order.</summary>
    public ReservationFacts? Reservation { get; set; }

    /// <summary>Seats sold to it.</summary>
    public List<(long Schedule, long Seat)> Seats { get; } = [];

    /// <summary>Pieces of stock taken for it and not put back.</summary>
    public Dictionary<(long Product, long Option), long> Taken { get; } = [];

    /// <summary>Others than its customer who paid for it, or were given money of it.</summary>
    public IEnumerable<long> PayersBut(long customerId) =>
        Payers.Where(payer => payer.Key != customerId && payer.Value != 0).Select(payer => payer.Key);
}

/// <content>Orders.</content>
internal sealed partial class Scratch
{
    private enum EntryKind
    {
        Order,
        Money,
        Use,
        Taken,
        Due,
        Listed,
        Reservation,
        Seat,
        Redeemed,
        Returned,
        Sale,
    }

    public void AddOrder(Guid orderId, OrderFacts order)
    {
        Add(orderId, EntryKind.Order, order.CustomerId, (long)order.Status, order.TotalAmount, order.DiscountAmount,
            (order.Told ? 1 : 0) | (order.IsPaid ? 2 : 0) | (order.IsUnfinished ? 4 : 0), order.CouponId, order.PlacedAt, order.ExpiresAt);
        if (order.ReturnedAmount > 0)
            Add(orderId, EntryKind.Returned, order.ReturnedAmount);
    }

    public void AddSale(Guid orderId, long day, long lastSeq) => Add(orderId, EntryKind.Sale, day, lastSeq);

    public void AddMoney(Guid orderId, long payer, long won) => Add(orderId, EntryKind.Money, won, payer);

    public void AddUse(Guid orderId, long coupon, long holder, int pieces) => Add(orderId, EntryKind.Use, pieces, coupon, holder);

    public void AddRedeemed(Guid orderId, long discount) => Add(orderId, EntryKind.Redeemed, discount);

    public void AddTaken(Guid orderId, long product, long option, long pieces) => Add(orderId, EntryKind.Taken, pieces, product, option);

    public void AddDue(Guid orderId, long product, long option, long pieces) => Add(orderId, EntryKind.Due, pieces, product, option);

    public void AddListed(Guid orderId) => Add(orderId, EntryKind.Listed, 0);

    /// <summary>Every order and every reservation that anything is known of, in the order of their ids' bytes.</summary>
    public IEnumerable<OrderEntries> Orders()
    {
        using var command = Prepare("SELECT order_id, kind, a, b, c, d, e, f, g, h FROM entry ORDER BY order_id", 0);
        using var reader = command.ExecuteReader();
        OrderEntries? current = null;
        while (reader.Read())
        {
            var orderId = new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true);
            if (current?.OrderId != orderId)
            {
                if (current is not null)
                    yield return Complete(current);
                current = new OrderEntries(orderId);
            }
            Take(current, reader);
        }
        if (current is not null)
            yield return Complete(current);
    }

    private static OrderEntries Complete(OrderEntries entries)
    {
        entries.Order = entries.Order is { } order ? order with { ReturnedAmount = entries.Returned } : null;
        return entries;
    }

    /// <summary>A number that orders ids as their bytes do.</summary>
    public static UInt128 OrderKey(Guid orderId)
    {
        Span<byte> bytes = stackalloc byte[16];
        orderId.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static void Take(OrderEntries entries, SqliteDataReader row)
    {
        var n = row.GetInt64(2);
        switch ((EntryKind)row.GetInt32(1))
        {
            case EntryKind.Order:
                var flags = row.GetInt64(6);
                entries.Order = new(n, (OrderStatus)row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
                    row.IsDBNull(7) ? null : row.GetInt64(7), (flags & 1) != 0, row.GetInt64(8),
                    row.IsDBNull(9) ? null : row.GetInt64(9), (flags & 2) != 0, (flags & 4) != 0);
                break;
            case EntryKind.Returned:
                entries.Returned = n;
                break;
            case EntryKind.Sale:
                entries.Sale = (n, row.GetInt64(3));
                break;
            case EntryKind.Money:
                entries.Payers[row.GetInt64(3)] = entries.Payers.GetValueOrDefault(row.GetInt64(3)) + n;
                break;
            case EntryKind.Use:
                Count(entries.Uses, n);
                break;
            case EntryKind.Redeemed:
                entries.Redeemed.Add(n);
                break;
            case EntryKind.Taken:
                Count(entries.Taken, n);
                Count(entries.Missing, -n);
                break;
            case EntryKind.Due:
                Count(entries.Missing, n);
                break;
            case EntryKind.Listed:
                entries.Listed = true;
                break;
            case EntryKind.Reservation:
                entries.Reservation = ReadReservation(row);
                break;
            case EntryKind.Seat:
                entries.Seats.Add((n, row.GetInt64(3)));
                break;
        }

        void Count(Dictionary<(long, long), long> pieces, long more)
        {
            var key = (row.GetInt64(3), row.GetInt64(4));
            pieces[key] = pieces.GetValueOrDefault(key) + more;
        }
    }

    private void Add(Guid orderId, EntryKind kind, long a, long? b = null, long? c = null, long? d = null, long? e = null,
        long? f = null, long? g = null, long? h = null) =>
        Execute(_entry, orderId.ToByteArray(bigEndian: true), (int)kind, a, b, c, d, e, f, g, h);
}
