using Commerce.Coupons;

namespace Commerce.Verify;

/// <summary>What happened to one customer's piece of one campaign.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="CouponId">The campaign.</param>
/// <param name="Kind">What.</param>
/// <param name="Number">Its number, when it was issued.</param>
/// <param name="IssuedAt">When it was issued: milliseconds since 1970.</param>
/// <param name="OrderId">The order, when it was redeemed or given back.</param>
/// <param name="Told">Whether the read tables must have it.</param>
internal readonly record struct PieceEvent(
    long CustomerId, long CouponId, PieceEventKind Kind, long Number, long IssuedAt, Guid OrderId, bool Told);

/// <summary>What can happen to a piece.</summary>
internal enum PieceEventKind
{
    Issued,
    Redeemed,
    Restored,
}

/// <content>Pieces.</content>
internal sealed partial class Scratch
{
    public void AddPiece(long couponId, CouponIssued piece, long seq, bool told) =>
        Execute(_piece, piece.CustomerId, couponId, seq, (int)PieceEventKind.Issued, piece.IssueNumber, null, told ? 1 : 0,
            piece.IssuedAt.ToUnixTimeMilliseconds());

    public void AddPieceUse(long couponId, long customerId, PieceEventKind kind, Guid orderId, long seq, bool told) =>
        Execute(_piece, customerId, couponId, seq, (int)kind, 0L, orderId.ToByteArray(bigEndian: true), told ? 1 : 0, 0L);

    /// <summary>What happened to every piece, by customer and campaign, in order.</summary>
    public IEnumerable<PieceEvent> PieceEvents()
    {
        using var command = Prepare(
            "SELECT customer_id, coupon_id, kind, number, order_id, told, issued_at FROM piece ORDER BY customer_id, coupon_id, seq", 0);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var order = reader.IsDBNull(4) ? Guid.Empty : new Guid(reader.GetFieldValue<byte[]>(4), bigEndian: true);
            yield return new(
                reader.GetInt64(0), reader.GetInt64(1), (PieceEventKind)reader.GetInt32(2), reader.GetInt64(3), reader.GetInt64(6), order,
                reader.GetInt64(5) != 0);
        }
    }
}
